/**
 * Whole tenths that sum to `total` tenths and are each as near as can be to the exact values (largest remainders), so that the
 * parts a reader sees add up to the change a reader sees.
 */
export function shownParts(values: readonly number[], total: number): number[] {
  const floors = values.map((value) => Math.floor(value));
  let missing = total - floors.reduce((sum, value) => sum + value, 0);
  const order = values.map((value, index) => ({ index, rest: value - Math.floor(value) })).toSorted((a, b) => b.rest - a.rest || a.index - b.index);
  const shown = [...floors];
  // The exact values sum to within a tenth or so of the total, so one round is the rule; more only where rounding piles up.
  for (let turn = 0; missing !== 0 && order.length > 0; turn = (turn + 1) % order.length) {
    const target = missing > 0 ? order[turn] : order[order.length - 1 - turn];
    if (target === undefined) break;
    shown[target.index] = (shown[target.index] ?? 0) + Math.sign(missing);
    missing -= Math.sign(missing);
  }
  return shown;
}
