import type { CellStyle } from 'hucre';
import type { Kind } from '../tables.ts';

/** Colours of the report, without `#`. */
const ink = '17191C';
const softInk = '4C5259';
const headFill = 'E8ECF2';
export const accent = '1D4F91';

/** Number formats by kind; the sections are positive, negative, zero. Texts get `@`, so that editing one does not make it a formula. */
export const numberFormats: Readonly<Record<Kind, string>> = {
  text: '@',
  link: '@',
  yesNo: '@',
  day: 'yyyy\\-mm\\-dd',
  instant: 'yyyy\\-mm\\-dd hh:mm',
  ratio: '0.0\\ %',
  relative: '+0.0\\ %;"\u2212"0.0\\ %;"±"0.0\\ %',
  pp: '+0.0;"\u2212"0.0;"±"0.0',
  points: '#,##0.00',
  number: '0.00##',
  count: '#,##0',
  change: '+#,##0;"\u2212"#,##0;"±"0',
};

/** Widths in characters. */
export const widths: Readonly<Record<Kind, number>> = { text: 28, link: 12, yesNo: 11, day: 12, instant: 17, ratio: 11, relative: 11, pp: 12, points: 11, number: 12, count: 12, change: 11 };

const base = { font: { name: 'Calibri', size: 11, color: { rgb: ink } } };

export const cellStyles: Readonly<Record<Kind, CellStyle>> = {
  text: body('text'), yesNo: body('yesNo'), day: body('day'), instant: body('instant'), ratio: body('ratio'), relative: body('relative'), pp: body('pp'),
  points: body('points'), number: body('number'), count: body('count'), change: body('change'),
  link: { ...body('link'), font: { ...base.font, color: { rgb: accent }, underline: true } },
};

function body(kind: Kind): CellStyle {
  return { ...base, numFmt: numberFormats[kind], alignment: isText(kind) ? { vertical: 'top', horizontal: 'left', indent: 1 } : { vertical: 'top' } };
}

function isText(kind: Kind): boolean {
  return numberFormats[kind] === '@';
}

export const titleStyle: CellStyle = { font: { ...base.font, size: 16, bold: true }, numFmt: '@' };
export const partStyle: CellStyle = { font: { ...base.font, size: 13, bold: true }, numFmt: '@' };
export const noteStyle: CellStyle = { font: { ...base.font, color: { rgb: softInk }, italic: true }, numFmt: '@' };
export const proseStyle: CellStyle = { ...base, numFmt: '@', alignment: { wrapText: true, vertical: 'top' } };

/** Heads stand over their figures: to the right over numbers. */
export function headStyle(kind: Kind): CellStyle {
  return {
    font: { ...base.font, bold: true },
    fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: headFill } },
    border: { bottom: { style: 'thin', color: { rgb: softInk } } },
    alignment: { wrapText: true, vertical: 'bottom', ...(isText(kind) ? { horizontal: 'left', indent: 1 } : { horizontal: 'right' }) },
    numFmt: '@',
  };
}

/** Two lines, and the arrow of the filter. */
export const headHeight = 32;
