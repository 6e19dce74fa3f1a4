import type { Theme } from './theme.ts';

/** Characters outside the shipped font: as wide as the font size, so that nothing is ever cut. */
const unknownAdvance = 1000;

/** Width in px of a text in the shipped font. */
export function textWidth(text: string, size: number, theme: Theme, weight: 'regular' | 'semibold' = 'regular'): number {
  const widths = theme.advances[weight];
  let sum = 0;
  for (const character of text) sum += widths.get(character) ?? unknownAdvance;
  return (sum * size) / 1000;
}

/** The text, or as much of its beginning as fits into the width with an ellipsis. */
export function ellipsis(text: string, width: number, size: number, theme: Theme): string {
  if (textWidth(text, size, theme) <= width) return text;
  const characters = [...text];
  const room = width - textWidth('…', size, theme);
  let sum = 0;
  let kept = 0;
  for (const character of characters) {
    sum += textWidth(character, size, theme);
    if (sum > room) break;
    kept += 1;
  }
  return `${characters.slice(0, kept).join('').trimEnd()}…`;
}
