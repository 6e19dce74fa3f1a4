import { createHash } from 'node:crypto';
import { objectBody, readStructure, rewrite } from './structure.ts';
import { mendStructureTree } from './structureTree.ts';

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

/**
 * The PDF with our document properties in place of Chromium's. Two things differ between two prints of a page: the time in
 * the information dictionary, and the names of structure elements; with both made steady the same page is the same file.
 */
export function setProperties(pdf: Uint8Array, properties: PdfProperties): Uint8Array {
  const structure = readStructure(mendStructureTree(pdf));
  const producer = /\/Producer (\([^)]*\))/.exec(objectBody(structure, structure.information))?.[1] ?? '(Chromium)';
  const date = pdfDate(properties.createdAt);
  const information = [
    `/Title ${textString(properties.title)}`,
    `/Author ${textString(properties.author)}`,
    `/Subject ${textString(properties.subject)}`,
    `/Keywords ${textString(properties.keywords)}`,
    `/Creator ${textString(properties.creator)}`,
    `/Producer ${producer}`,
    `/CreationDate (${date})`,
    `/ModDate (${date})`,
  ];
  const catalogue = withLanguage(objectBody(structure, structure.root));
  const replaced = new Map([[structure.information, `<<${information.join('\n')}>>`], [structure.root, catalogue]]);
  const unnamed = rewrite(structure, replaced, noIdentity);
  const identity = createHash('sha256').update(unnamed).digest('hex').slice(0, 32);
  for (let at = unnamed.lastIndexOf('trailer'); (at = unnamed.indexOf(noIdentity, at)) >= 0;) unnamed.write(identity, at, 'latin1');
  return unnamed;
}

const noIdentity = '0'.repeat(32);

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
