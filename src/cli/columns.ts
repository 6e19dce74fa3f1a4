/** How a column stands: words to the left, numbers to the right. */
export type Alignment = 'left' | 'right';

/** Longer cells are cut, but for the last column's: a table must stay one. */
const widestCell = 60;

/** Rows as lines of aligned columns, two blanks apart, without blanks at the end. Cells are one line each. */
export function columns(rows: readonly (readonly string[])[], alignments: readonly Alignment[]): string[] {
  const cells = rows.map((row) => row.map((text, column) => cell(text, column === alignments.length - 1 ? Infinity : widestCell)));
  const widths = alignments.map((_, column) => Math.max(0, ...cells.map((row) => lengthOf(row[column] ?? ''))));
  return cells.map((row) => alignments.map((alignment, column) => {
    const text = row[column] ?? '';
    const blanks = ' '.repeat((widths[column] ?? 0) - lengthOf(text));
    return alignment === 'right' ? `${blanks}${text}` : `${text}${blanks}`;
  }).join('  ').trimEnd());
}

function cell(text: string, widest: number): string {
  const line = text.replace(/[\s\u0085\u2028\u2029]+/g, ' ');
  return lengthOf(line) > widest ? `${[...line].slice(0, widest - 1).join('')}…` : line;
}

function lengthOf(text: string): number {
  return [...text].length;
}
