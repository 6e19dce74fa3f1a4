import { createHash } from 'node:crypto';
import { z } from 'zod';
import { languages } from '../../domain/language.ts';
import type { ReportModel } from '../../domain/report.ts';

/** Version of run.json's shape. */
export const runRecordVersion = 1;

export const siteFileSchema = z.object({
  path: z.string().describe('Relative to the folder of the file that lists it, `/` between parts.'),
  bytes: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** One published file. */
export type SiteFile = z.infer<typeof siteFileSchema>;

const ratioOrNull = z.number().nullable();

export const runRecordSchema = z.object({
  schema: z.literal('secure-score/site-run'),
  version: z.literal(runRecordVersion),
  id: z.uuid().describe('Identity in the feed; kept when the run is written again.'),
  runId: z.string(),
  title: z.string(),
  company: z.string().nullable(),
  classification: z.string().nullable(),
  footer: z.string().nullable(),
  takenAt: z.iso.datetime().describe('When Azure was asked, UTC.'),
  generatedAt: z.iso.datetime(),
  day: z.iso.date().describe('Calendar day in the time zone.'),
  timeZone: z.string(),
  locale: z.string(),
  language: z.enum(languages).default('en').describe('Language of the report; left out in records of the first version.'),
  messages: z.record(z.string(), z.string()).default({}).describe('Messages that the owner has replaced.'),
  toolVersion: z.string(),
  score: ratioOrNull.describe('0–1; null: no score.'),
  noScoreReason: z.string().nullable(),
  target: ratioOrNull.describe('0–1; null: none.'),
  change: z.object({
    change: ratioOrNull.describe('Since the report before, as shown there, as a ratio; null: no data.'),
    since: z.iso.date().nullable(),
    reason: z.string().nullable().describe('Why there is no change to show.'),
    methodBreak: z.string().nullable(),
  }),
  coverage: z.number().describe('Scopes with a score ÷ scopes expected.'),
  scoredScopes: z.number().int(),
  expectedScopes: z.number().int(),
  complete: z.boolean(),
  sentences: z.array(z.string()),
  files: z.array(siteFileSchema).describe('All files of the run but run.json, sorted by path.'),
});

/** What the index, the feed and the manifest need of a run, kept beside its report (run.json) so that no report is ever read again. */
export type RunRecord = z.infer<typeof runRecordSchema>;

/** The record of a run; `id` is that of the record it replaces, if any. */
export function runRecord(model: ReportModel, files: readonly SiteFile[], id: string | null): RunRecord {
  const { score, target, sinceLastReport, sentences } = model.headline;
  return {
    schema: 'secure-score/site-run', version: runRecordVersion,
    id: id ?? uuidOf(`${model.title}\n${model.runId}`),
    runId: model.runId,
    title: model.title, company: model.company, classification: model.classification, footer: model.footer,
    takenAt: new Date(model.takenAt).toISOString(), generatedAt: new Date(model.generatedAt).toISOString(),
    day: model.day, timeZone: model.timeZone, locale: model.locale, language: model.language, messages: model.messages, toolVersion: model.toolVersion,
    score: score.ratio, noScoreReason: score.reason, target,
    change: { change: sinceLastReport.shown, since: sinceLastReport.since, reason: sinceLastReport.reason, methodBreak: sinceLastReport.methodBreak },
    coverage: model.quality.coverage, scoredScopes: model.quality.scoredScopes, expectedScopes: model.quality.expectedScopes,
    complete: model.quality.complete,
    sentences: [...sentences],
    files: [...files],
  };
}

/** What is in a run.json; or why it cannot be used. */
export function readRunRecord(bytes: Uint8Array): RunRecord | { readonly fault: string } {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    const version = z.object({ version: z.number() }).safeParse(value);
    if (version.success && version.data.version > runRecordVersion) return { fault: `written by a newer version of this program (run.json version ${version.data.version})` };
    return runRecordSchema.parse(value);
  } catch (error) {
    if (error instanceof z.ZodError) return { fault: error.issues.slice(0, 3).map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ') };
    return { fault: 'not JSON' };
  }
}

/** Size and hash of each file, sorted by path. */
export function siteFiles(files: ReadonlyMap<string, Uint8Array>): readonly SiteFile[] {
  return [...files]
    .map(([path, bytes]) => ({ path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }))
    .toSorted((one, other) => (one.path < other.path ? -1 : 1));
}

/** A UUID (RFC 9562, version 8) made from text: the same text, the same UUID. */
export function uuidOf(text: string): string {
  const hash = createHash('sha256').update(text.toWellFormed()).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** A record as run.json holds it. */
export function runRecordText(record: RunRecord): string {
  return `${JSON.stringify(runRecordSchema.parse(record), null, 2)}\n`;
}
