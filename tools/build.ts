import { execFileSync } from 'node:child_process';
import { cp, glob, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** Emits `dist/` for the published package: compiled sources with their types, beside the files they read at run time, and the page for man. */
const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');

await rm(dist, { recursive: true, force: true });
// The language packs lie outside src/, so the compiler lays out both below a common folder; only src/ is ours to ship compiled.
const staging = join(root, 'dist.staging');
await rm(staging, { recursive: true, force: true });
execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.build.json'), '--outDir', staging], { stdio: 'inherit', cwd: root });
await rename(join(staging, 'src'), dist);
await rm(staging, { recursive: true, force: true });
for await (const file of glob('**/*.{kql,json,ndjson}', { cwd: join(root, 'src') })) {
  await mkdir(dirname(join(dist, file)), { recursive: true });
  await cp(join(root, 'src', file), join(dist, file));
}
// The compiler leaves out of declarations what Node's module rules ask of imports of JSON.
for await (const file of glob('**/*.d.ts', { cwd: dist })) {
  const text = await readFile(join(dist, file), 'utf8');
  const complete = text.replace(/ from (['"])([^'"]+\.json)\1;/g, ' from $1$2$1 with { type: "json" };');
  if (complete !== text) await writeFile(join(dist, file), complete);
}
execFileSync(process.execPath, [join(root, 'tools/manualPage.ts'), join(dist, 'secure-score.1')], { stdio: 'inherit', cwd: root });
