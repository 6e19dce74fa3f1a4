import { z } from 'zod';
import { siteFileSchema, type RunRecord, type SiteFile } from './runRecord.ts';

/** Version of manifest.json's shape. */
export const manifestVersion = 1;

export const manifestSchema = z.object({
  schema: z.literal('secure-score/site'),
  version: z.literal(manifestVersion),
  id: z.uuid().describe('Identity of the site in its feed; kept for good.'),
  title: z.string(),
  toolVersion: z.string(),
  latest: z.string().describe('Run id of the newest run, the one in latest/.'),
  runs: z.array(z.object({ runId: z.string(), folder: z.string(), day: z.string(), takenAt: z.string(), score: z.number().nullable() })).describe('Newest first.'),
  public: z.array(siteFileSchema).describe('Every file that is to be published, sorted by path. Nothing else in this folder is part of the site; manifest.json itself is published last.'),
});

/** What is in a site. Publishing reads it and nothing else. */
export type Manifest = z.infer<typeof manifestSchema>;

/** A run with its folder's name below runs/. */
export interface SiteRun {
  readonly folder: string;
  readonly record: RunRecord;
  /** Size and hash of the folder's run.json. */
  readonly recordFile: SiteFile;
}

/** The manifest of runs (newest first), of the files at the top of the site and of the groups' sites in it. */
export function manifestOf(runs: readonly SiteRun[], top: readonly SiteFile[], id: string, groups: readonly SiteFile[] = []): Manifest {
  const newest = runs[0];
  if (newest === undefined) throw new Error('a site needs a run');
  const files = [...top, ...groups, ...runs.flatMap((run) => below(`runs/${run.folder}`, run)), ...below('latest', newest)];
  return {
    schema: 'secure-score/site', version: manifestVersion, id,
    title: newest.record.title, toolVersion: newest.record.toolVersion, latest: newest.record.runId,
    runs: runs.map(({ folder, record }) => ({ runId: record.runId, folder: `runs/${folder}`, day: record.day, takenAt: record.takenAt, score: record.score })),
    public: files.toSorted((one, other) => (one.path < other.path ? -1 : 1)),
  };
}

function below(folder: string, run: SiteRun): readonly SiteFile[] {
  return [...run.record.files, run.recordFile].map((file) => ({ ...file, path: `${folder}/${file.path}` }));
}

/** Identity in an existing manifest; null when there is none that can be read. */
export function idOfManifest(bytes: Uint8Array | null): string | null {
  if (bytes === null) return null;
  try {
    const found = z.object({ id: z.uuid() }).safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return found.success ? found.data.id : null;
  } catch {
    return null;
  }
}
