import type { DifferenceCause } from '../../domain/reconciliation.ts';
import { bothLeeways, reaches, type Leeway, type Tally } from './leeway.ts';

/** What the assessments on record say of one control in one scope: each resource once, healthy when it passes all of the control's recommendations. */
export interface ControlEvidence {
  readonly now: Readonly<Tally>;
  /** Without what fails in a running grace period. */
  readonly graced: Readonly<Tally>;
  /** As `graced` was eight hours ago. */
  readonly before: Readonly<Tally>;
  /** Resources with an exemption: counted as passing it or as failing it, from how they stand in `graced`. */
  readonly exempt: Leeway;
  /** Resources that changed within eight hours: counted as before, from how they stand in `graced`. */
  readonly recent: Leeway;
}

/** Why a control's counts are not those of the assessments: null when they are, empty when nothing known explains it. The simplest explanation that suffices is taken, the narrower one first: an exemption may be counted otherwise at any time. */
export function explainCounts(reported: Readonly<Tally>, evidence: ControlEvidence): readonly DifferenceCause[] | null {
  const { now, graced, exempt, recent } = evidence;
  if (same(reported, now)) return null;
  const inGrace: readonly DifferenceCause[] = same(now, graced) ? [] : ['gracePeriod'];
  const differs = { healthy: reported.healthy - graced.healthy, unhealthy: reported.unhealthy - graced.unhealthy };
  const tries: readonly (readonly [Leeway | null, readonly DifferenceCause[]])[] = [
    [null, []], [recent, ['olderControl']], [exempt, ['exemptions']], [bothLeeways(exempt, recent), ['exemptions', 'olderControl']],
  ];
  const found = tries.find(([leeway]) => (leeway === null ? same(reported, graced) : reaches(leeway, differs.healthy, differs.unhealthy)));
  return found === undefined ? [] : [...inGrace, ...found[1]];
}

function same(a: Readonly<Tally>, b: Readonly<Tally>): boolean {
  return a.healthy === b.healthy && a.unhealthy === b.unhealthy;
}
