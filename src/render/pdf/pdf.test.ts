import fc from 'fast-check';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { describe, expect, it } from 'vitest';
import { packPdf } from './pack.ts';
import { pdfDate, textString, withProperties } from './properties.ts';
import { cssString, pageStyles } from './runningHeads.ts';
import { bodyText, readPdf, type PdfFile } from './structure.ts';

/** The smallest file laid out as Skia lays it out. */
function smallPdf(date: string): Buffer {
  const objects = [`<</Producer (Skia/PDF m153)\n/CreationDate (${date})>>`, '<</Length 3>> stream\nx\u00ffy\nendstream', '<</Type /Catalog\n/Pages 4 0 R>>', '<</Type /Pages\n/Count 1\n/Kids [5 0 R]>>', '<</Type /Page\n/Parent 4 0 R\n/MediaBox [0 0 9 9]>>'];
  const offsets: number[] = [];
  let text = '%PDF-1.4\n%\u00d3\u00eb\u00e9\u00e1\n';
  objects.forEach((body, index) => {
    offsets.push(text.length);
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
  });
  const start = text.length;
  text += `xref\n0 6\n0000000000 65535 f \n${offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')}trailer\n<</Size 6\n/Root 3 0 R\n/Info 1 0 R>>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

const properties = { title: 'Ein Bericht', author: 'Contoso', subject: '', keywords: '', creator: 'secure-score 0.1.0', createdAt: '2026-11-21T06:01:12.000Z' };

const file = (date: string): PdfFile => withProperties(readPdf(smallPdf(date)), properties);

describe('document properties', () => {
  it('take the place of Chromium\'s and leave the rest alone', () => {
    const made = file('D:20261122015400+00\'00\'');
    const information = bodyText(made, made.information);
    expect(information).toContain(`/Title ${textString('Ein Bericht')}`);
    expect(information).toContain('/CreationDate (D:20261121060112Z)');
    expect(information).toContain('/Producer (Skia/PDF m153)');
    expect(bodyText(made, 2)).toBe('<</Length 3>> stream\nx\u00ffy\nendstream');
    expect(bodyText(made, made.root)).toContain('/Lang (en)');
  });

  it('make two prints of the same page the same file', async () => {
    const [one, other] = await Promise.all(['D:20261122015400+00\'00\'', 'D:20301122015459+02\'00\''].map((date) => packPdf(file(date))));
    expect(one).toEqual(other);
  });

  it('say so when the file is of another make', () => {
    expect(() => readPdf(Buffer.from('%PDF-1.7\nno table here\n%%EOF\n'))).toThrow(/cross-reference table/);
    expect(() => readPdf(Buffer.from(smallPdf('D:2026').toString('latin1').replace('2 0 obj', '2 1 obj'), 'latin1'))).toThrow(/object 2/);
  });

  it('are read by another reader from the packed file', async () => {
    const task = getDocument({ data: Uint8Array.from(await packPdf(file('D:2026'))), verbosity: 0 });
    const { info } = await (await task.promise).getMetadata();
    expect(info).toMatchObject({ Title: 'Ein Bericht', Author: 'Contoso', Language: 'en', PDFFormatVersion: '1.7' });
    await task.destroy();
  });

  it('hold any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      const hex = /^<([0-9A-F]*)>$/.exec(textString(text))?.[1] ?? '';
      const read = Buffer.from(hex, 'hex').swap16().toString('utf16le');
      expect(read).toBe(`\uFEFF${text.toWellFormed().replace(/\p{Cc}+/gu, ' ')}`);
    }));
  });

  it('write dates in UTC', () => {
    expect(pdfDate('2026-11-21T08:01:12.500+02:00')).toBe('D:20261121060112Z');
  });
});

describe('running heads', () => {
  it('cannot be left by any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(cssString(text)).toMatch(/^"(?:[A-Za-z0-9 ]|\\[0-9a-f]{1,6} )*"$/);
    }));
  });

  it('stay one line however long the title is', () => {
    const styles = pageStyles({ title: 'x'.repeat(1_000_000), classification: null, foot: '', page: '' });
    expect(styles.length).toBeLessThan(2_000);
    expect(styles).toContain('\\2026 "');
  });
});
