import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../domain/errors.ts';
import type { MailStep, PublishStep } from './plan.ts';

/** Paths of a list that are kept; the count tells how many there were. */
const pathsKept = 100;

const pathsSchema = z.object({ count: z.number().int(), paths: z.array(z.string()).describe('The first hundred.') });

const plannedSchema = z.object({
  decision: z.string(),
  why: z.string(),
  upload: pathsSchema,
  remove: pathsSchema,
  leftOut: z.array(z.object({ address: z.string(), why: z.string() })),
  attachments: z.array(z.object({ name: z.string(), bytes: z.number().int() })),
});

const entrySchema = z.object({
  id: z.string().describe('Step of the plan: publish[0], email, groups[0].email.'),
  kind: z.enum(['publish', 'email']),
  group: z.string().nullable().default(null).describe('Name of the group whose report it is; null: the report on everything.'),
  planned: plannedSchema.nullable().default(null).describe('What the plan said; null: the step could not be planned, or version 1.'),
  target: z.string(),
  at: z.iso.datetime().describe('When it was begun, UTC.'),
  state: z.enum(['sending', 'done', 'nothing', 'partly', 'refused', 'failed', 'uncertain']).describe('sending: begun; what became of it is not known unless a later entry of the same attempt says so.'),
  attempt: z.uuid(),
  message: z.string(),
  recipients: z.array(z.object({ address: z.string(), state: z.enum(['accepted', 'refused', 'unknown']), why: z.string().nullable() })),
  subject: z.string().nullable(),
  contentHash: z.string().nullable(),
  messageId: z.string().nullable(),
  files: z.object({ uploaded: z.number().int(), removed: z.number().int(), kept: z.number().int() }).nullable(),
});

const ledgerSchema = z.object({
  schema: z.literal('secure-score/deliveries'),
  version: z.union([z.literal(1), z.literal(2)]).describe('1: before groups had mail of their own.'),
  runId: z.string(),
  takenAt: z.iso.datetime(),
  entries: z.array(entrySchema).describe('Oldest first; never changed, only added to.'),
});

/** Version that is written. */
const newest = 2;

/** What a plan said of a step, for the ledger. */
export function plannedOf(step: PublishStep | MailStep): LedgerEntry['planned'] {
  const told = (paths: readonly string[]) => ({ count: paths.length, paths: paths.slice(0, pathsKept) });
  const { decision, why } = step;
  const [upload, remove] = step.kind === 'publish' ? [told(step.upload.map(({ path }) => path)), told(step.remove)] : [told([]), told([])];
  return step.kind === 'publish' ? { decision, why, upload, remove, leftOut: [], attachments: [] } : { decision, why, upload, remove, leftOut: [...step.leftOut], attachments: [...step.attachments] };
}

/** One thing that was tried. */
export type LedgerEntry = z.infer<typeof entrySchema>;
/** What was tried for one run. */
export type RunDeliveries = z.infer<typeof ledgerSchema>;

/** What was delivered so far; its holder is alone, as with the record it lies in. */
export interface Ledger {
  /** Deliveries of all runs. @throws UserError when a file cannot be read: without it a mail might go out twice. */
  readAll(): Promise<readonly RunDeliveries[]>;
  /** Adds to a run's deliveries; on disk when it returns. */
  add(run: { readonly runId: string; readonly takenAt: string }, entry: LedgerEntry): Promise<void>;
}

/** The ledger in `<data>/deliveries`. */
export function openLedger(dataFolder: string): Ledger {
  const folder = join(dataFolder, 'deliveries');
  return {
    readAll: async () => {
      const names = (await readdir(folder).catch((error: unknown) => (isMissing(error) ? [] : Promise.reject(error)))).filter((name) => name.endsWith('.json'));
      return Promise.all(names.toSorted().map((name) => readRun(join(folder, name))));
    },
    add: async ({ runId, takenAt }, entry) => {
      if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(runId)) throw new Error(`not a run id: ${runId}`);
      const path = join(folder, `${runId}.json`);
      const before = await readRun(path).catch((error: unknown) => (error instanceof UserError && isMissing(error.cause) ? null : Promise.reject(error)));
      const after: RunDeliveries = { schema: 'secure-score/deliveries', version: newest, runId, takenAt, entries: [...(before?.entries ?? []), entry] };
      await replace(path, `${JSON.stringify(ledgerSchema.parse(after), null, 2)}\n`);
    },
  };
}

async function readRun(path: string): Promise<RunDeliveries> {
  const refuse = (message: string, cause: unknown): UserError => new UserError({ message: `what was delivered cannot be read: ${message}`, position: { file: path }, fix: 'Restore the file, or delete it and accept that its mail may be sent again.' }, { cause });
  const text = await readFile(path, 'utf8').catch((error: unknown) => { throw refuse(isMissing(error) ? 'it is missing' : 'the system refuses', error); });
  try {
    const value: unknown = JSON.parse(text);
    const { version }: { readonly version?: unknown } = Object(value);
    if (typeof version === 'number' && version > newest) throw new UserError({ message: `written by a newer version of this program (version ${version})`, position: { file: path }, fix: 'Use that version.' });
    return ledgerSchema.parse(value);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw refuse('it is damaged', error);
  }
}

/** Beside the file, synced, then renamed over it: whoever looks sees the old entries or all of the new ones. */
async function replace(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.tmp-${randomUUID().slice(0, 8)}`;
  try {
    const file = await open(unfinished, 'wx');
    await file.writeFile(text).then(() => file.sync()).finally(() => file.close());
    await rename(unfinished, path);
    const folder = await open(dirname(path), 'r').catch(() => null);
    await folder?.sync().catch(() => {});
    await folder?.close();
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
