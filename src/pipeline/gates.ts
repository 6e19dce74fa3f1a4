import type { GateConfig } from '../domain/config.ts';
import { formatFor } from '../domain/format.ts';
import type { ReportModel } from '../domain/report.ts';

/** What the gates of config say of a report. */
export interface GateOutcome {
  readonly passed: boolean;
  /** Why not, one sentence a failed gate. */
  readonly failures: readonly string[];
}

/** Ratios are sums of products: differences below this are the arithmetic's, not the score's. */
const tolerance = 1e-9;

/** Judges a report's headline by the gates. Where a score is asked for and there is none, the gate fails: silence is no pass. */
export function judgeGates(gates: GateConfig, model: Pick<ReportModel, 'headline' | 'locale' | 'timeZone'>): GateOutcome {
  const format = formatFor(model.locale, model.timeZone);
  const { score, sinceLastReport } = model.headline;
  const failures: string[] = [];
  if (gates.minimumPercent !== null) {
    const minimum = gates.minimumPercent / 100;
    if (score.ratio === null) failures.push(`There is no score to hold against the minimum of ${format.percent(minimum)}.`);
    else if (score.ratio < minimum - tolerance) failures.push(`The score is ${format.percent(score.ratio)}, the minimum ${format.percent(minimum)}.`);
  }
  // A first report has nothing to fall from.
  if (gates.maximumDrop !== null && sinceLastReport.change !== null && -sinceLastReport.change > gates.maximumDrop / 100 + tolerance) {
    failures.push(`The score changed by ${format.pp(sinceLastReport.change)} since ${format.day(sinceLastReport.since)}; at most ${format.pp(-gates.maximumDrop / 100)} is allowed.`);
  }
  return { passed: failures.length === 0, failures };
}
