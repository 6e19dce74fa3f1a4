import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { pdfSections } from '../../domain/config.ts';
import { printedSections } from './sections.ts';

const assets = new Map([['assets/report.css', Buffer.from('p { margin: 0 }')], ['assets/font.woff2', Buffer.from('font')]]);
const styles = (of: ReadonlyMap<string, Uint8Array>): string => Buffer.from(of.get('assets/report.css') ?? '').toString();

it('hides in print what is not wanted, and changes no other file', () => {
  const printed = printedSections(assets, pdfSections.filter((section) => section !== 'quality' && section !== 'panels'));
  expect(styles(printed)).toBe('p { margin: 0 }\n@media print { [id^="panel-"], #quality { display: none !important; } }\n');
  expect(printed.get('assets/font.woff2')).toBe(assets.get('assets/font.woff2'));
});

it('changes nothing where everything is wanted', () => {
  expect(printedSections(assets, pdfSections)).toBe(assets);
});

it('names sections by the anchors that the page has', async () => {
  const page = await readFile(new URL('../html/page.ts', import.meta.url), 'utf8');
  for (const section of pdfSections) if (section !== 'panels') expect(page, section).toContain(`id: '${section}'`);
});
