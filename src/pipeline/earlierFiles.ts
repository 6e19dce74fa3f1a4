import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { reportFormats } from '../domain/config.ts';
import type { ReportFormat } from '../domain/config.ts';
import { entryOf } from './paths.ts';

/**
 * Files an earlier rendering of the run left in its folder, without those of the formats made now: a format that fails
 * must not leave an older page in its place, one that was not asked for keeps its own.
 */
export async function earlierFiles(folder: string, made: readonly ReportFormat[]): Promise<ReadonlyMap<string, Uint8Array>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
  const kept = paths.filter((path) => path !== siteRecord && !made.includes(formatOf(path)));
  return new Map(await Promise.all(kept.map(async (path) => [path, await readFile(join(folder, path))] as const)));
}

/** The site's own note on the run, which it writes anew. */
const siteRecord = 'run.json';

/** `report.pdf` → pdf, `csv/scopes.csv` → csv; what belongs to no other format is the page's: styles, scripts, fonts. */
function formatOf(path: string): ReportFormat {
  const [folder] = path.split('/');
  return reportFormats.find((format) => path === entryOf(format) || (folder === format && path !== folder)) ?? 'html';
}
