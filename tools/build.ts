import { execFileSync } from 'node:child_process';
import { cp, glob, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** Emits `dist/` for the published package: compiled sources with their types, beside the files they read at run time. */
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
