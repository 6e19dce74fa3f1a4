import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestSchema, runRecordSchema } from '../../src/render/site.ts';

/**
 * For tests: what is torn in a site that a process was killed over. Between two pages it may be partly new, so pages at the top may differ
 * from the manifest if they are whole; every run's folder, and latest/, must be exactly what its own run.json says.
 */
export function tornFiles(site: string): readonly string[] {
  if (!existsSync(site)) return [];
  const runs = existsSync(join(site, 'runs')) ? readdirSync(join(site, 'runs')).filter((name) => !name.includes('.unfinished-')) : [];
  const latest = existsSync(join(site, 'latest')) ? ['latest'] : [];
  return [...[...runs.map((name) => `runs/${name}`), ...latest].flatMap((folder) => tornFolder(site, folder)), ...tornPages(site)];
}

/** For tests: where a site that was written to its end differs from its manifest, and what was left lying about. */
export function manifestFaults(site: string): readonly string[] {
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(site, 'manifest.json'), 'utf8')));
  const wrong = manifest.public.filter(({ path, sha256 }) => hashOf(join(site, path)) !== sha256).map(({ path }) => path);
  const left = readdirSync(site, { recursive: true }).map(String).filter((path) => /\.unfinished-|\.replaced/.test(path));
  return [...wrong, ...left, ...tornFiles(site)];
}

function tornFolder(site: string, folder: string): readonly string[] {
  const path = join(site, folder, 'run.json');
  if (!existsSync(path)) return [`${folder}/run.json is missing`];
  const record = runRecordSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  return record.files.filter((file) => hashOf(join(site, folder, file.path)) !== file.sha256).map((file) => `${folder}/${file.path}`);
}

function tornPages(site: string): readonly string[] {
  const path = join(site, 'manifest.json');
  if (!existsSync(path)) return [];
  const { public: files, runs } = manifestSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const missing = runs.filter(({ folder }) => !existsSync(join(site, folder)) && !existsSync(join(site, `${folder}.replaced`))).map(({ folder }) => `${folder} is missing`);
  const changed = files.filter((file) => !file.path.includes('/') && hashOf(join(site, file.path)) !== file.sha256);
  const ends: Readonly<Record<string, string>> = { 'index.html': '</html>', 'feed.xml': '</feed>' };
  return [...missing, ...changed.filter(({ path: page }) => !readFileSync(join(site, page), 'utf8').trimEnd().endsWith(ends[page] ?? 'no other page changes')).map(({ path: page }) => page)];
}

function hashOf(path: string): string {
  return existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'missing';
}
