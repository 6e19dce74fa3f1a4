/** The candidate that `word` is most likely a slip for, without regard to case; null when none is close. */
export function closest(word: string, candidates: readonly string[]): string | null {
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: { readonly name: string; readonly distance: number } | null = null;
  for (const name of candidates) {
    const distance = editDistance(word.toLowerCase(), name.toLowerCase());
    if (distance <= limit && (best === null || distance < best.distance)) best = { name, distance };
  }
  return best?.name ?? null;
}

/** `Did you mean "title"?`, or what is allowed when nothing is close; undefined when there is nothing to say. */
export function suggestion(word: string, candidates: readonly string[]): string | undefined {
  const name = closest(word, candidates);
  if (name !== null) return `Did you mean "${name}"?`;
  return candidates.length === 0 ? undefined : `Allowed here: ${candidates.join(', ')}.`;
}

/** Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other (optimal string alignment). */
export function editDistance(from: string, to: string): number {
  if (Math.abs(from.length - to.length) > 20) return Number.POSITIVE_INFINITY;
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const substituted = (last[column - 1] ?? 0) + (same ? 0 : 1);
      const shifted = Math.min(last[column] ?? 0, current[column - 1] ?? 0) + 1;
      const turned = swapped ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      current.push(Math.min(substituted, shifted, turned));
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}
