/** What stands on every page of the PDF, outside the report's own text. */
export interface RunningHeads {
  readonly title: string;
  /** E.g. `Confidential`; null for none. */
  readonly classification: string | null;
  /** Left of the foot: the run's date and zone. */
  readonly foot: string;
  /** Right of it: the number of the page, with {@link counterMarks} where the numbers go. */
  readonly page: string;
}

const longest = 90;

/** Stand for the counters in a message, since only the printer knows the numbers. */
export const counterMarks = { page: '\ue000', pages: '\ue001' } as const;

/**
 * Page size, margins and the running header and footer, as CSS page-margin boxes: they use the report's own fonts and
 * real text, where Puppeteer's header templates would use the system's. Linked after the report's own styles.
 */
export function pageStyles(heads: RunningHeads): string {
  return `@page {
  size: A4;
  margin: 20mm 15mm 18mm;
  @top-left { ${box} content: ${cssString(shortened(heads.title))}; width: 70%; text-align: left; }
  @top-center { content: none; }
  @top-right { ${box} content: ${cssString(shortened(heads.classification ?? ''))}; width: 30%; text-align: right; font-weight: 600; }
  @bottom-left { ${box} content: ${cssString(shortened(heads.foot))}; width: 70%; text-align: left; }
  @bottom-center { content: none; }
  @bottom-right { ${box} content: ${counted(heads.page)}; width: 30%; text-align: right; }
}
`;
}

const box = 'font-size: 8pt; line-height: 1.3; color: #4a4f57; vertical-align: middle;';

/** A text with counters as CSS content: strings and counters one after the other. */
function counted(text: string): string {
  const pieces = text.split(new RegExp(`(${counterMarks.page}|${counterMarks.pages})`));
  return pieces.filter((piece) => piece !== '').map((piece) => (piece === counterMarks.page ? 'counter(page)' : piece === counterMarks.pages ? 'counter(pages)' : cssString(piece))).join(' ');
}

/** At most 90 characters as people count them; the whole title stands on page one. */
function shortened(text: string): string {
  const characters = [...new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text.slice(0, 4 * longest))];
  if (characters.length <= longest && text.length <= 4 * longest) return text;
  return `${characters.slice(0, longest - 1).map(({ segment }) => segment).join('').trimEnd()}…`;
}

/** A CSS string that can hold anything: every character but letters, digits and spaces as an escape (CSS Syntax §4.3.7). */
export function cssString(text: string): string {
  // Without line ends, and without the controls that turn the direction of what follows.
  const plain = text.toWellFormed().replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replace(/[\u202a-\u202e\u2066-\u2069]/gu, '');
  return `"${plain.replace(/[^A-Za-z0-9 ]/gu, (character) => `\\${(character.codePointAt(0) ?? 0xfffd).toString(16)} `)}"`;
}
