import { createHash } from 'node:crypto';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { z } from 'zod';
import { queryNames } from './queries.ts';
import { packedRowsSchema, unpackRows } from './rowLog.ts';
import type { AnswerStore } from './resume.ts';

/** One folder, as a resumed collection needs it. Names are of files directly in it. */
export interface ResumeFolder {
  /** Empty when there is no folder. */
  list(): Promise<readonly string[]>;
  /** Null when there is no such file. */
  read(name: string): Promise<Uint8Array | null>;
  /** The old file or the new one is there, never a part. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** The folder with all that is in it. */
  remove(): Promise<void>;
}

/** Which collection the answers are of. */
export interface Collection {
  readonly now: Date;
  readonly toolVersion: string;
  /** Everything that answers depend on beside the queries: any text, the same for the same. */
  readonly selection: string;
  /** True when a run of that moment is on record: then there is nothing to go on with. */
  readonly isOnRecord: (takenAt: Date) => boolean;
}

/** A collection that goes on, or begins. */
export interface Resume {
  /** The first run's moment. */
  readonly takenAt: Date;
  readonly store: AnswerStore;
  /** `continuing the collection of 06:00 with 5 of 11 answers`; null when it begins. */
  readonly note: string | null;
  /** Why answers could not be kept, so that the run after a stop would ask for them again; null while they could. */
  problem(): string | null;
  /** To be called when the collection is whole. */
  remove(): Promise<void>;
}

/** Answers of a run longer ago say what was. */
const oldest = 2 * 3_600_000;
const headerName = 'run.json.zst';
const answerEnd = '.json.zst';
const headerSchema = z.object({ schema: z.literal('secure-score/resume'), version: z.literal(1), toolVersion: z.string(), selection: z.string(), takenAt: z.iso.datetime() });
const count = z.number().int().nonnegative();
const requestsSchema = z.object({ sent: count, throttled: count, retried: count });
const answerSchema = z.object({ schema: z.literal('secure-score/answer'), version: z.literal(2), key: z.string(), subscriptionLimitHit: z.boolean(), requests: requestsSchema, rows: packedRowsSchema });

/** Takes over what a stopped run of the same selection and program left in the last two hours; anything else is removed. */
export async function openResume(folder: ResumeFolder, { now, toolVersion, selection, isOnRecord }: Collection): Promise<Resume> {
  const own = { schema: 'secure-score/resume', version: 1, toolVersion, selection: sha256(selection) } as const;
  const header = await readDocument(folder, headerName, headerSchema);
  const takenAt = header === null ? now : new Date(header.takenAt);
  const age = now.getTime() - takenAt.getTime();
  const fits = header !== null && header.toolVersion === toolVersion && header.selection === own.selection && age >= 0 && age < oldest && !isOnRecord(takenAt);
  const remove = async (): Promise<void> => folder.remove().catch(() => undefined);
  let problem: string | null = null;
  const write: Write = async (name, document) => {
    const failure = await writeDocument(folder, name, document);
    problem ??= failure;
    return failure === null;
  };
  if (fits) return { takenAt, store: storeIn(folder, write), note: noteOf(takenAt, await folder.list()), problem: () => problem, remove };
  await remove();
  const began = await write(headerName, { ...own, takenAt: now.toISOString() });
  return { takenAt: now, store: began ? storeIn(folder, write) : noStore, note: null, problem: () => problem, remove };
}

function noteOf(takenAt: Date, names: readonly string[]): string {
  const answered = queryNames.filter((query) => names.some((name) => name.startsWith(`${query}-`) && name.endsWith(answerEnd)));
  return `continuing the collection of ${takenAt.toISOString().slice(11, 16)} UTC with ${answered.length} of ${queryNames.length} answers`;
}

const noStore: AnswerStore = { read: async () => null, write: async () => {} };

/** False when it could not be written. */
type Write = (name: string, document: object) => Promise<boolean>;

function storeIn(folder: ResumeFolder, write: Write): AnswerStore {
  return {
    read: async (key) => {
      const answer = await readDocument(folder, `${key}${answerEnd}`, answerSchema);
      if (answer === null || answer.key !== key) return null;
      try {
        return { rows: unpackRows(answer.rows), subscriptionLimitHit: answer.subscriptionLimitHit, requests: answer.requests };
      } catch {
        return null;
      }
    },
    write: async (key, rows, answer) => {
      await write(`${key}${answerEnd}`, { schema: 'secure-score/answer', version: 2, key, ...answer, rows: rows.packed() });
    },
  };
}

/** Null for a file that is missing, damaged or of another shape: none of it is needed. */
async function readDocument<T>(folder: ResumeFolder, name: string, schema: z.ZodType<T>): Promise<T | null> {
  try {
    const bytes = await folder.read(name);
    return bytes === null ? null : schema.parse(JSON.parse(zstdDecompressSync(bytes).toString('utf8')));
  } catch {
    return null;
  }
}

/** Why it cannot be written, as the system says; null when it is. The run does without. */
async function writeDocument(folder: ResumeFolder, name: string, document: object): Promise<string | null> {
  try {
    await folder.write(name, zstdCompressSync(JSON.stringify(document), { params: { [constants.ZSTD_c_checksumFlag]: 1 } }));
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
