import type { WriteSheet } from 'hucre';
import type { ReportModel } from '../../domain/report.ts';
import { plainText } from '../tables/plainText.ts';

/** Characters of one text: all codes and texts of a head together may have 255, and each & counts twice. */
const longest = 60;

/** What stands on every printed page of a sheet: title and classification above, sheet, footer and page below. */
export function printHeads({ title, classification, footer }: Pick<ReportModel, 'title' | 'classification' | 'footer'>): NonNullable<WriteSheet['headerFooter']> {
  return {
    oddHeader: `&L${literal(title)}${classification === null ? '' : `&R&B${literal(classification)}`}`,
    oddFooter: `&L&A${footer === null ? '' : `&C${literal(footer)}`}&R&P / &N`,
  };
}

/** `&` begins a code, so that each is doubled; a text that begins with digits would be the size of its font. */
function literal(text: string): string {
  const plain = [...plainText(text).replace(/\s+/g, ' ')].slice(0, longest).join('');
  return plain.replaceAll('&', '&&').replace(/^(?=\d)/, ' ');
}
