import { exitCodes } from '../domain/errors.ts';
import { formatFor } from '../domain/format.ts';
import type { Gap } from '../domain/gap.ts';
import type { ReportModel } from '../domain/report.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { GateOutcome } from './gates.ts';

/** A part of a run that could not be done; the others were. */
export interface PartFailure {
  /** `pdf`, `html`, `site` … */
  readonly part: string;
  readonly error: unknown;
}

/** What a run came to. */
export interface Outcome {
  readonly runId: string;
  /** The score in a sentence or two; empty when no report was made. */
  readonly headline: readonly string[];
  /** Absolute paths of what a reader opens, the page to begin with first. */
  readonly files: readonly string[];
  readonly gaps: readonly Gap[];
  /** False when a gap affects a figure. */
  readonly complete: boolean;
  readonly gate: GateOutcome;
  readonly failures: readonly PartFailure[];
  /** What was made, but did not arrive where it was to go. */
  readonly undelivered: readonly PartFailure[];
  readonly exitCode: number;
}

/** 1 when a part failed; else 3 for a gate, even over incomplete figures (4): a pipeline that asked for a gate must see it fail; 5 when only a delivery did. */
export function exitCodeOf(outcome: Pick<Outcome, 'complete' | 'gate' | 'failures' | 'undelivered'>): number {
  if (outcome.failures.length > 0) return exitCodes.bug;
  if (!outcome.gate.passed) return exitCodes.gateFailed;
  if (!outcome.complete) return exitCodes.incomplete;
  return outcome.undelivered.length > 0 ? exitCodes.deliveryFailed : exitCodes.done;
}

/** Outcome of a run whose report was made, in whole or in part. */
export function reportOutcome(model: ReportModel, parts: Pick<Outcome, 'files' | 'gate' | 'failures' | 'undelivered'>): Outcome {
  const gaps = [...model.quality.gaps, ...emptiness(model.quality.expectedScopes, model.quality.gaps)];
  const complete = model.quality.complete && model.quality.expectedScopes > 0;
  return { ...parts, runId: model.runId, headline: headlineOf(model), gaps, complete, exitCode: exitCodeOf({ ...parts, complete }) };
}

/** Outcome of a run that only asked Azure. */
export function collectOutcome({ runId, gaps: found, scopes }: Snapshot): Outcome {
  const gaps = [...found, ...emptiness(scopes.length, found)];
  const parts = { complete: !gaps.some(({ affectsScore }) => affectsScore), gate: { passed: true, failures: [] }, failures: [], undelivered: [] };
  return { ...parts, runId, gaps, headline: [], files: [], exitCode: exitCodeOf(parts) };
}

/** A report on nothing at all is not a good one, even if nothing is known to be missing from it. */
function emptiness(scopes: number, gaps: readonly Gap[]): readonly Gap[] {
  if (scopes > 0 || gaps.some(({ affectsScore }) => affectsScore)) return [];
  return [{ cause: 'notFound', what: 'there is no scope that should have a score', scopeId: null, advice: 'Check scopes in config; "secure-score doctor" says what it selects.', affectsScore: true }];
}

function headlineOf({ headline, locale, timeZone, quality }: ReportModel): readonly string[] {
  const format = formatFor(locale, timeZone);
  const { score, sinceLastReport, target } = headline;
  const change = sinceLastReport.shown === null ? '' : `, ${format.pp(sinceLastReport.shown)} since ${format.day(sinceLastReport.since)}`;
  const goal = target === null ? '' : `; target ${format.percent(target)}`;
  const first = score.ratio === null ? `Secure score: ${score.reason ?? format.noData}.` : `Secure score ${format.percent(score.ratio)}${change}${goal}.`;
  return [first, `${format.count(quality.scoredScopes)} of ${format.count(quality.expectedScopes)} scopes have a score.`];
}
