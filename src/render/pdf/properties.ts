import { bodyText, type PdfFile } from './structure.ts';

/** What a PDF says about itself. */
export interface PdfProperties {
  readonly title: string;
  readonly author: string;
  readonly subject: string;
  readonly keywords: string;
  /** The program that made the report, e.g. `secure-score 0.1.0`. */
  readonly creator: string;
  /** ISO 8601: creation and modification date. */
  readonly createdAt: string;
}

/** The PDF with our document properties in place of Chromium's, which hold the time of printing and little else. */
export function withProperties(file: PdfFile, properties: PdfProperties): PdfFile {
  const bodies = new Map([
    [file.information, informationOf(properties, bodyText(file, file.information))],
    [file.root, withLanguage(bodyText(file, file.root))],
  ]);
  const objects = file.objects.map((object) => {
    const body = bodies.get(object.number);
    return body === undefined ? object : { number: object.number, body: Buffer.from(body, 'latin1') };
  });
  return { ...file, objects };
}

function informationOf(properties: PdfProperties, before: string): string {
  const producer = /\/Producer (\([^)]*\))/.exec(before)?.[1] ?? '(Chromium)';
  const date = pdfDate(properties.createdAt);
  const entries = [
    `/Title ${textString(properties.title)}`,
    `/Author ${textString(properties.author)}`,
    `/Subject ${textString(properties.subject)}`,
    `/Keywords ${textString(properties.keywords)}`,
    `/Creator ${textString(properties.creator)}`,
    `/Producer ${producer}`,
    `/CreationDate (${date})`,
    `/ModDate (${date})`,
  ];
  return `<<${entries.join('\n')}>>`;
}

/** A text string object (ISO 32000-1 §7.9.2.2): UTF-16BE in hexadecimal, which has nothing to escape. Half surrogate pairs become U+FFFD, control characters spaces. */
export function textString(text: string): string {
  const plain = text.toWellFormed().replace(/\p{Cc}+/gu, ' ');
  const characters = Buffer.from(`\uFEFF${plain}`, 'utf16le').swap16();
  return `<${characters.toString('hex').toUpperCase()}>`;
}

/** `2026-11-21T06:00:00.000Z` → `D:20261121060000Z` (ISO 32000-1 §7.9.4). */
export function pdfDate(instant: string): string {
  return `D:${new Date(instant).toISOString().replace(/\.\d+Z$/, '').replace(/[-:T]/g, '')}Z`;
}

/** The report's own `lang`, as Chromium passes it on; English for a page that has none. */
function withLanguage(catalogue: string): string {
  return catalogue.includes('/Lang (') ? catalogue : catalogue.replace(/>>\s*$/, '\n/Lang (en)>>');
}
