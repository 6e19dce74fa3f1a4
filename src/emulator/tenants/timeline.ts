import { day, type Instant, year } from './instants.ts';
import type { Change, StateCode } from './model.ts';
import type { Random } from './random.ts';

/** How an assessment behaves when nobody tells a story about it. */
export interface Temper {
  /** Long-run share of time unhealthy, 0–1. */
  readonly unhealthy: number;
  readonly notApplicable: number;
  /** Remediations per unhealthy year; regressions follow from the long-run share. */
  readonly mendRate: number;
  /** Share of regressions that are put right within a week. */
  readonly flipShare: number;
}

/** A half-open span of time. */
export interface Span {
  readonly from: Instant;
  readonly until: Instant;
}

/** A change that the story forces; the assessment then rests until `holdUntil`. */
export interface ForcedChange extends Change {
  readonly holdUntil: Instant;
}

/** Random life of an assessment: a first state at the beginning of the span, then remediations, regressions and flips. The span must end. */
export function randomChanges(random: Random, span: Span, temper: Temper): Change[] {
  const first = firstState(random, temper);
  const changes: Change[] = [{ at: span.from, code: first }];
  if (first === 'NotApplicable' || temper.unhealthy <= 0) return changes;
  let code: StateCode = first;
  let at = span.from;
  for (;;) {
    at = Math.round(at + waitFor(random, code === 'Unhealthy' ? temper.mendRate : decayRate(temper)));
    if (at >= span.until) return changes;
    code = code === 'Unhealthy' ? 'Healthy' : 'Unhealthy';
    changes.push({ at, code });
    if (code === 'Unhealthy' && random() < temper.flipShare) {
      at = Math.round(at + (0.4 + random() * 5.5) * day);
      if (at >= span.until) return changes;
      changes.push({ at, code: 'Healthy' });
      code = 'Healthy';
    }
  }
}

/** The random life with the story's changes laid over it, cut to the span and without repetitions; the last entry ends it. */
export function changesOf(random: readonly Change[], forced: readonly ForcedChange[], span: Span): Change[] {
  if (span.from >= span.until) return [];
  const ordered = [...forced].sort((a, b) => a.at - b.at);
  const free = random.filter((change) => !ordered.some((rule) => rule.at <= change.at && change.at < rule.holdUntil));
  const inSpan = [...free, ...ordered].filter((change) => change.at < span.until).map((change) => (change.at < span.from ? { ...change, at: span.from } : change));
  const sorted = inSpan.sort((a, b) => a.at - b.at);
  const distinct = sorted.filter((change, index) => {
    const next = sorted[index + 1];
    return next === undefined || next.at !== change.at;
  });
  const kept: Change[] = [];
  for (const change of distinct) if (kept.at(-1)?.code !== change.code || kept.at(-1)?.cause !== change.cause) kept.push(change);
  if (Number.isFinite(span.until)) kept.push({ at: span.until, code: null });
  return kept;
}

function firstState(random: Random, temper: Temper): StateCode {
  const draw = random();
  if (draw < temper.notApplicable) return 'NotApplicable';
  return draw < temper.notApplicable + (1 - temper.notApplicable) * temper.unhealthy ? 'Unhealthy' : 'Healthy';
}

/** Regressions per healthy year that keep the long-run share: rate down × healthy = rate up × unhealthy. */
function decayRate({ unhealthy, mendRate }: Temper): number {
  return (mendRate * unhealthy) / (1 - Math.min(unhealthy, 0.95));
}

/** Exponentially distributed wait in ms for something that happens `rate` times a year. */
function waitFor(random: Random, rate: number): number {
  return rate <= 0 ? Infinity : (-Math.log(1 - random()) / rate) * year;
}
