import { UserError } from '../../domain/errors.ts';

/** Largest stylesheet of one's own, characters. */
const largest = 65_536;

const refused: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/<\s*[/!?]/, 'holds markup, which could end the style element of a single-file page'],
  [/@import\b/i, 'imports another stylesheet'],
  [/@(?:charset|namespace)\b/i, 'changes how the stylesheet is read'],
  [/@font-face\b/i, 'loads a font'],
  [/\b(?:url|src|image|image-set|-webkit-image-set|cross-fade|element)\s*\(/i, 'loads something'],
  [/\bexpression\s*\(|\bbehavior\s*:|-moz-binding/i, 'runs something'],
];

/** A stylesheet of one's own: rules, and nothing that loads anything. @throws UserError naming the line. */
export function checkStyles(text: string, file: string): void {
  if (text.length > largest) throw new UserError({ message: `is larger than ${largest / 1024} KiB`, position: { file }, fix: 'Make it smaller.' });
  const plain = unescaped(text);
  for (const [pattern, what] of refused) {
    const found = pattern.exec(plain);
    if (found !== null) throw new UserError({ message: what, position: { file, line: plain.slice(0, found.index).split('\n').length }, fix: 'Remove it; colours, sizes, spaces and the shipped fonts can be set.' });
  }
  const [opened, closed] = [[...plain.matchAll(/\{/g)].length, [...plain.matchAll(/\}/g)].length];
  if (opened !== closed) throw new UserError({ message: `has ${opened} "{" and ${closed} "}"`, position: { file }, fix: 'Close every rule: one that is open swallows what follows.' });
}

/** Without comments, and with escapes as the characters they mean: `u\72l(` is url( to a browser. Lines stay where they are. */
function unescaped(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?(?:\*\/|$)/g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/\\([0-9a-f]{1,6})\s?|\\(.)/gi, (_, hex?: string, character?: string) => (hex === undefined ? (character ?? '') : String.fromCodePoint(Math.min(0x10ffff, Number.parseInt(hex, 16)))));
}
