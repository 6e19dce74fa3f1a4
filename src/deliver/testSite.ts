import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readSite, sha256Of, type Site } from './site.ts';

export const siteId = '54c564e7-606f-89a4-8c3a-80c7248adbe2';

/** For tests: a folder of the test's own. */
export function testFolder(): string {
  return mkdtempSync(join(tmpdir(), 'secure-score-deliver-'));
}

/** For tests: an output folder whose site holds these files, all public; a record beside it that is not. */
export async function testSite(outDir: string, files: Readonly<Record<string, string>>, id = siteId): Promise<Site> {
  const folder = join(outDir, 'site');
  rmSync(folder, { recursive: true, force: true });
  const listed = Object.entries(files).map(([path, content]) => {
    write(join(folder, path), content);
    return { path, bytes: Buffer.byteLength(content), sha256: sha256Of(Buffer.from(content)) };
  });
  write(join(folder, 'manifest.json'), JSON.stringify({ schema: 'secure-score/site', version: 1, id, title: 'Contoso', latest: '20261121T060000Z', runs: [{ runId: '20261121T060000Z', folder: 'runs/20261121T060000Z', takenAt: '2026-11-21T06:00:00.000Z' }], public: listed }));
  write(join(folder, 'secret.txt'), 'not in the manifest');
  write(join(outDir, 'data/record.json'), 'the record');
  return readSite(folder);
}

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
