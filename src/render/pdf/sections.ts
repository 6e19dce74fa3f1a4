import { pdfSections, type PdfSection } from '../../domain/config.ts';

const selectorOf = (section: PdfSection): string => (section === 'panels' ? '[id^="panel-"]' : `#${section}`);

/** The files beside a page with a stylesheet that prints some of its sections only; what comes before them on the page is always printed. */
export function printedSections(assets: ReadonlyMap<string, Uint8Array>, wanted: readonly PdfSection[]): ReadonlyMap<string, Uint8Array> {
  const hidden = pdfSections.filter((section) => !wanted.includes(section));
  if (hidden.length === 0) return assets;
  const rule = Buffer.from(`\n@media print { ${hidden.map(selectorOf).join(', ')} { display: none !important; } }\n`);
  return new Map([...assets].map(([path, bytes]) => [path, path.endsWith('.css') ? Buffer.concat([bytes, rule]) : bytes]));
}
