import type { DifferenceCause, ReconciledRow } from '../../domain/reconciliation.ts';
import type { Format } from '../../domain/format.ts';
import { firstOf, type Page } from './view.ts';

/** Scopes shown on the page; the files hold every scope and control. */
const limit = 50;

/** Each scope's points as the sum of its controls', beside the service's. */
export function scopeSumsView(page: Page): object {
  const { model, format } = page;
  const names = new Map(model.scopes.map(({ scopeId, name }) => [scopeId, name]));
  const controls = Map.groupBy(model.quality.reconciliation.rows.filter(({ controlId }) => controlId !== null), ({ scopeId }) => scopeId);
  const whole = model.quality.reconciliation.rows.filter(({ controlId }) => controlId === null);
  const differing = new Set(model.quality.reconciliation.differences.map(({ scopeId, controlId }) => `${scopeId} ${controlId}`));
  return {
    rows: whole.slice(0, limit).map((row) => {
      const own = controls.get(row.scopeId) ?? [];
      const equal = own.filter(({ controlId }) => !differing.has(`${row.scopeId} ${controlId}`)).length;
      return { scopeId: row.scopeId, name: names.get(row.scopeId) ?? row.scopeId, ...figures(row, format), equal: format.text('count.of', { part: equal, whole: own.length }) };
    }),
    more: firstOf(Math.min(limit, whole.length), whole.length, page, 'scopes', 'recomputation'),
  };
}

/** Every control of a scope: the formula with its inputs, and both results. */
export function recomputationView({ model, format }: Page): object {
  const names = new Map(model.controls.map(({ controlId, name }) => [controlId, name]));
  const { rows, differences, compared, equal, unexplained } = model.quality.reconciliation;
  const causes = Map.groupBy(differences, ({ controlId }) => controlId);
  return {
    finding: compared === 0 ? '' : format.text('recomputation.finding', { equal, compared, unexplained }),
    rows: rows.map((row) => ({
      name: row.controlId === null ? format.text('quality.wholeScope') : (names.get(row.controlId) ?? row.controlId),
      formula: formulaOf(row, format), ...figures(row, format),
      assessed: row.assessed === null ? '' : format.text('recomputation.counts', row.assessed),
      cause: causesWords([...new Set((causes.get(row.controlId) ?? []).flatMap((one) => (one.causes.length === 0 ? ['unexplained' as const] : one.causes)))], format),
    })),
    missing: { what: format.text('quality.nothingRecomputed'), advice: '' },
  };
}

/** `6 × 11 ÷ (11 + 7)`; a scope's points are the sum of those above it. */
function formulaOf({ maxScore, counts }: ReconciledRow, format: Format): string {
  if (maxScore === null || counts === null) return format.text('recomputation.sum');
  if (counts.healthy + counts.unhealthy === 0) return format.text('recomputation.notAssessed');
  return format.text('recomputation.formula', { max: maxScore, ...counts });
}

function figures({ reported, recomputed }: ReconciledRow, format: Format) {
  const points = ({ current, max }: ReconciledRow['reported']): string => format.text('recomputation.points', { current: format.points(current), max: format.points(max) });
  const ratio = (value: number): string => format.text('figure.ratioValue', { value });
  return { reported: points(reported), recomputed: points(recomputed), reportedRatio: ratio(reported.ratio), recomputedRatio: ratio(recomputed.ratio) };
}

/** What explains a difference, in words. */
export function causesWords(causes: readonly (DifferenceCause | 'unexplained')[], format: Format): string {
  return causes.map((cause) => format.text(`difference.${cause}`)).join(', ');
}
