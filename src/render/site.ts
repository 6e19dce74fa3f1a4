import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReportModel } from '../domain/report.ts';
import { siteStyles } from './html/assets.ts';
import { brandOf } from './brand/brand.ts';
import { realDisk, replaceFile, replaceFolder, tidy, type Disk } from './site/disk.ts';
import { renderFeed } from './site/feed.ts';
import { readGroupSites } from './site/groups.ts';
import { renderIndexPage, type UnreadableRun } from './site/indexPage.ts';
import { idOfManifest, manifestOf, type SiteRun } from './site/manifest.ts';
import { checkedPath, folderOfRun } from './site/names.ts';
import { withoutOldScopePages } from './site/olderRuns.ts';
import { readRunRecord, runRecord, runRecordText, siteFiles, uuidOf } from './site/runRecord.ts';

export { fileOfScope, folderOfName } from './site/names.ts';
export { manifestSchema, type Manifest } from './site/manifest.ts';
export { runRecordSchema, type RunRecord } from './site/runRecord.ts';
export type { Disk } from './site/disk.ts';

export interface SiteRequest {
  readonly run: {
    readonly model: ReportModel;
    /** Identity of the site where it is made anew: the one that it had elsewhere. Left out, and null: one of its own. */
    readonly siteId?: string | null;
    /** Every file of the report by its path in the run's folder: `report.html`, `report.pdf`, `assets/…`, `csv/…`. */
    readonly files: ReadonlyMap<string, Uint8Array>;
    /** How many of the newest runs keep their pages of single scopes. Default: all. */
    readonly keepScopePages?: number;
  };
  /** Absolute path of templates/. */
  readonly templatesDir: string;
}

export interface WrittenSite {
  /** Identity of the site, kept for good. */
  readonly id: string;
  /** Folder of the run, absolute. */
  readonly runFolder: string;
  /** index.html, absolute. */
  readonly index: string;
  readonly runs: number;
  /** Runs on disk that the index leaves out, and why; to be told to the reader. */
  readonly unreadable: readonly UnreadableRun[];
}

const recordName = 'run.json';

/**
 * Adds a run to the site in `siteDir` (or replaces it) and rebuilds index, feed and manifest from the runs' own records.
 * Reports of other runs are not touched but for their pages of scopes, which the oldest lose. Order: the run's folder, latest/, the pages that link to them, the manifest:
 * wherever a process is killed, each page and folder is the old one or the new one, and the next call makes the rest good.
 * One process at a time, as for the record.
 */
export async function writeSite(siteDir: string, request: SiteRequest, disk: Disk = realDisk): Promise<WrittenSite> {
  const runsDir = join(siteDir, 'runs');
  for (const folder of ['', 'runs', 'assets', 'assets/fonts']) await tidy(disk, join(siteDir, folder));
  const folder = folderOfRun(request.run.model.runId);
  await replaceFolder(disk, join(runsDir, folder), await runFiles(join(runsDir, folder), request, disk));
  const { runs: found, unreadable } = await readRuns(runsDir, disk);
  const runs = await withoutOldScopePages(runsDir, found, { keep: request.run.keepScopePages ?? found.length, written: folder }, disk);
  await replaceLatest(siteDir, runs, disk);
  const id = await writePages(siteDir, runs, unreadable, request, disk);
  return { id, runFolder: join(runsDir, folder), index: join(siteDir, 'index.html'), runs: runs.length, unreadable };
}

/** The run's files and its record, which keeps the identity it had. */
async function runFiles(folder: string, { run }: SiteRequest, disk: Disk): Promise<ReadonlyMap<string, Uint8Array>> {
  for (const path of run.files.keys()) {
    if (checkedPath(path) === recordName) throw new Error(`${recordName} is the site's own file`);
  }
  const before = await disk.read(join(folder, recordName));
  const old = before === null ? null : readRunRecord(before);
  const record = runRecord(run.model, siteFiles(run.files), old !== null && 'id' in old ? old.id : null);
  return new Map([...run.files, [recordName, Buffer.from(runRecordText(record))]]);
}

/** Every run on disk, newest first. */
async function readRuns(runsDir: string, disk: Disk): Promise<{ readonly runs: readonly SiteRun[]; readonly unreadable: readonly UnreadableRun[] }> {
  const runs: SiteRun[] = [];
  const unreadable: UnreadableRun[] = [];
  for (const folder of await disk.names(runsDir)) {
    const bytes = await disk.read(join(runsDir, folder, recordName));
    const record = bytes === null ? { fault: `no ${recordName}` } : readRunRecord(bytes);
    if (bytes === null || 'fault' in record) unreadable.push({ folder, fault: 'fault' in record ? record.fault : '' });
    else runs.push({ folder, record, recordFile: siteFiles(new Map([[recordName, bytes]]))[0] ?? { path: recordName, bytes: 0, sha256: '' } });
  }
  const order = ({ record }: SiteRun): string => `${record.takenAt} ${record.runId}`;
  return { runs: runs.toSorted((one, other) => (order(one) < order(other) ? 1 : -1)), unreadable };
}

/** latest/ is the newest run's folder under a name that stays, as copies: links break where sites are copied or served. */
async function replaceLatest(siteDir: string, runs: readonly SiteRun[], disk: Disk): Promise<void> {
  const newest = runs[0];
  if (newest === undefined) return;
  const files = new Map<string, Uint8Array>();
  for (const { path } of [...newest.record.files, { path: recordName }]) {
    const bytes = await disk.read(join(siteDir, 'runs', newest.folder, path));
    if (bytes !== null) files.set(path, bytes);
  }
  await replaceFolder(disk, join(siteDir, 'latest'), files);
}

async function writePages(siteDir: string, runs: readonly SiteRun[], unreadable: readonly UnreadableRun[], { templatesDir, run: { siteId } }: SiteRequest, disk: Disk): Promise<string> {
  const oldest = runs.at(-1)?.record;
  const groups = await readGroupSites(siteDir, disk);
  const id = idOfManifest(await disk.read(join(siteDir, 'manifest.json'))) ?? siteId ?? uuidOf(`site\n${oldest?.id ?? ''}`);
  const pages = new Map<string, Uint8Array>([
    ...(await siteAssets(templatesDir)),
    ['robots.txt', Buffer.from('User-agent: *\nDisallow: /\n')],
    ['index.html', Buffer.from(await renderIndexPage(runs, unreadable, templatesDir, groups))],
    ['feed.xml', Buffer.from(renderFeed(runs, id))],
  ]);
  for (const [path, bytes] of pages) await replaceFile(disk, join(siteDir, path), bytes);
  const manifest = manifestOf(runs, siteFiles(pages), id, groups.flatMap(({ files }) => files));
  await replaceFile(disk, join(siteDir, 'manifest.json'), Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  return id;
}

/** What the index page links: its stylesheet, its icon, the fonts. */
async function siteAssets(templatesDir: string): Promise<readonly (readonly [string, Uint8Array])[]> {
  const folder = join(templatesDir, 'assets');
  const fonts = (await readdir(join(folder, 'fonts'))).filter((name) => /\.(woff2|txt)$/.test(name)).toSorted();
  const { logo } = await brandOf(templatesDir);
  const names = [...(logo === null ? [] : [logo.name]), 'icon.svg', ...fonts.map((name) => `fonts/${name}`)];
  const files = await Promise.all(names.map(async (name) => [`assets/${name}`, await readFile(join(folder, name))] as const));
  return [['assets/site.css', Buffer.from(await siteStyles(templatesDir))], ...files];
}
