import { dirname, join } from 'node:path';
import type { ReportFormat } from '../domain/config.ts';
import { UserError } from '../domain/errors.ts';
import type { Progress } from '../domain/ports.ts';
import type { ReportModel } from '../domain/report.ts';
import { refusalOf } from '../history/index.ts';
import { earlierFiles } from './earlierFiles.ts';
import { entryOf } from './paths.ts';
import { siteIdentities } from './siteIdentity.ts';
import { withSiteLock } from './siteLock.ts';
import type { Stages } from './stages.ts';
import { counted } from './words.ts';

/** A site's folder, and the one that is locked while it is written: that of the whole site, also for a site in it. */
export interface SitePlace {
  readonly site: string;
  readonly lock: string;
}

/** Puts the run's files into the site; paths of what a reader opens, the index first. */
export async function writeSite(place: SitePlace, model: ReportModel, { files, formats, keepScopePages }: { readonly files: ReadonlyMap<string, Uint8Array>; readonly formats: readonly ReportFormat[]; readonly keepScopePages: number }, stages: Stages, progress: Progress): Promise<readonly string[]> {
  const { site, lock } = place;
  const { index, runFolder, runs, unreadable } = await withSiteLock(lock, async () => {
    const earlier = await earlierFiles(join(site, 'runs', model.runId), formats);
    const identities = siteIdentities(dirname(lock));
    const made = await stages.writeSite(site, { model, files: new Map([...earlier, ...files]), keepScopePages, siteId: await identities.of(site) });
    await identities.keep(site, made.id);
    return made;
  }).catch((error: unknown) => { throw refusedSite(error, site); });
  for (const { folder, fault } of unreadable) progress.warn(`runs/${folder} is left out of the index: ${fault}`);
  progress.update(`${counted(runs, 'run')} in ${site}`);
  return [index, ...formats.map(entryOf).filter((name) => [...files.keys()].some((path) => path === name || path.startsWith(`${name}/`))).map((name) => join(runFolder, name))];
}

/** A full disk is not our bug. The site is the old one or, up to some page, the new one, and writing it again mends that. */
function refusedSite(cause: unknown, site: string): unknown {
  const why = refusalOf(cause);
  return why === null ? cause : new UserError({ message: `cannot write the site: ${why}`, position: { file: site }, fix: 'Mend that, then "secure-score render": the run is on record' }, { cause });
}
