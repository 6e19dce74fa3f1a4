/** Strings in values of any shape. */
export function stringsOf(value: unknown, found: Set<string> = new Set()): Set<string> {
  if (typeof value === 'string') found.add(value);
  else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) stringsOf(one, found);
  return found;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', middot: '·' };

function decoded(text: string): string {
  return text.replaceAll(/&#(x?)([0-9a-f]+);/gi, (_, hex: string, digits: string) => String.fromCodePoint(Number.parseInt(digits, hex === '' ? 10 : 16))).replaceAll(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole);
}

/** What a page says: its texts, and attributes that are read out or shown. */
export function htmlTexts(page: string): readonly string[] {
  const body = page.replaceAll(/<(style|script)\b[\s\S]*?<\/\1>/g, '');
  const attributes = [...body.matchAll(/\s(?:title|alt|aria-label|data-label|placeholder|data-filter[\w-]*)="([^"]*)"/g)].map(([, text = '']) => text);
  const description = /<meta name="description" content="([^"]*)"/.exec(body)?.[1] ?? '';
  return [...attributes, description, ...body.split(/<[^>]*>/)].map(decoded);
}

/** Words that may stand outside of messages everywhere: names of the program and its files, environments, units of time. */
const ownNames = /https:\/\/\S+|[\w.-]+@[\w.-]+|urn:uuid:\S+|secure-score|report\.(?:json|pdf|xlsx|html)|csv\/[\w.-]+|[\w-]+\.csv|runs\/\w+|Microsoft Defender for Cloud|\w*YYYY(?:[-_]MM[-_]DD)?\w*|\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b/g;

/** Texts with letters outside of marks that are neither foreign nor names; each as the reader sees it. */
export function outsideMarks(texts: readonly string[], foreign: ReadonlySet<string>): readonly string[] {
  const known = [...foreign].filter((text) => /\p{L}/u.test(text)).toSorted((a, b) => b.length - a.length);
  const found = new Set<string>();
  for (const text of texts) {
    const rest = withoutMarks(text);
    if (!hasWords(rest)) continue;
    // Names cut short in a chart.
    const whole = rest.replaceAll(/(\p{L}[^…]*)…/gu, (cut, start: string) => (known.some((name) => name.startsWith(start)) ? ' ' : cut));
    const ours = known.reduce((left, name) => (left.includes(name) ? left.replaceAll(name, ' ') : left), whole.replaceAll(ownNames, ' '));
    if (hasWords(ours)) found.add(text.trim().slice(0, 200));
  }
  return [...found].slice(0, 40);
}

function hasWords(text: string): boolean {
  return /\p{L}{2,}/u.test(text);
}

/** The text outside of the outermost marks. */
function withoutMarks(text: string): string {
  let depth = 0;
  let rest = '';
  for (const character of text) {
    if (character === '⟦') depth += 1;
    if (depth === 0) rest += character;
    if (character === '⟧') depth -= 1;
  }
  return rest;
}
