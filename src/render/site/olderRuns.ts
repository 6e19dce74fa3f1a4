import { join } from 'node:path';
import { replaceFolder, type Disk } from './disk.ts';
import type { SiteRun } from './manifest.ts';
import { runRecordText, siteFiles } from './runRecord.ts';

const pages = 'scopes/';

/**
 * The runs with pages of single scopes in the newest `keep` and in the one just written alone. A page a scope and run would grow without
 * end; the report of an older run stays, its links to those pages become text, and rendering it again brings them back.
 */
export async function withoutOldScopePages(runsDir: string, runs: readonly SiteRun[], { keep, written }: { readonly keep: number; readonly written: string }, disk: Disk): Promise<readonly SiteRun[]> {
  const kept: SiteRun[] = [];
  for (const [index, run] of runs.entries()) {
    const isOld = index >= keep && run.folder !== written && run.record.files.some(({ path }) => path.startsWith(pages));
    kept.push(isOld ? await withoutScopePages(join(runsDir, run.folder), run, disk) : run);
  }
  return kept;
}

async function withoutScopePages(folder: string, run: SiteRun, disk: Disk): Promise<SiteRun> {
  const files = new Map<string, Uint8Array>();
  for (const { path } of run.record.files) {
    const bytes = path.startsWith(pages) ? null : await disk.read(join(folder, path));
    if (bytes !== null) files.set(path, path === 'report.html' ? Buffer.from(linksAsText(Buffer.from(bytes).toString('utf8'))) : bytes);
  }
  const record = { ...run.record, files: [...siteFiles(files)] };
  const text = Buffer.from(runRecordText(record));
  await replaceFolder(disk, folder, new Map([...files, ['run.json', text]]));
  return { ...run, record, recordFile: siteFiles(new Map([['run.json', text]]))[0] ?? run.recordFile };
}

/** Links to pages of scopes as their words; that to the list of all scopes, which says where to search, goes. */
export function linksAsText(html: string): string {
  return html.replace(/<a\b[^>]*\shref="scopes\/([^"]*)"[^>]*>([^]*?)<\/a>/g, (_, page: string, words: string) => (page === 'index.html' ? '' : words));
}
