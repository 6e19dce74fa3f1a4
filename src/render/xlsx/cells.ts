import type { Cell } from 'hucre';
import type { Words } from '../../domain/language.ts';
import { httpsOnly } from '../html/templates.ts';
import type { Kind, Value } from '../tables.ts';
import { momentOf } from '../tables/moment.ts';
import { cellStyles } from './styles.ts';
import { cellText, looksLikeError } from './text.ts';

/** Turns an instant into the time that clocks in the report's zone show, as a date without a zone; null: not a moment. */
export type WallClock = (instant: string) => Date | null;

export function wallClock(timeZone: string): WallClock {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  return (instant) => {
    const moment = momentOf(instant);
    if (Number.isNaN(moment)) return null;
    const at = new Map(parts.formatToParts(moment).map(({ type, value }) => [type, value]));
    return storable(`${at.get('year')}-${at.get('month')}-${at.get('day')}T${at.get('hour')}:${at.get('minute')}:${at.get('second')}Z`);
  };
}

/** A date that a spreadsheet can hold: they begin with 1900. */
function storable(text: string): Date | null {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1901 || date.getUTCFullYear() > 9999 ? null : date;
}

/** The cell of a value; null: an empty one. A date that is none stands as the text it is. */
export function cellOf(value: Value, kind: Kind, toWallClock: WallClock, words: Words): Partial<Cell> | null {
  if (value === null) return null;
  if (typeof value === 'number') return { value, style: cellStyles[kind] };
  if (typeof value === 'boolean') return { value: words.text(value ? 'answer.yes' : 'answer.no'), style: cellStyles.yesNo };
  if (kind === 'link') return linkCell(value, words);
  const date = kind === 'day' ? storable(`${value}T00:00:00Z`) : kind === 'instant' ? toWallClock(value) : null;
  return date === null ? textCell(value) : { value: date, style: cellStyles[kind] };
}

/** A string that stays one: never a formula, never an error value. */
export function textCell(text: string): Partial<Cell> {
  const value = cellText(text);
  if (value === '') return { value: null };
  return looksLikeError(value) ? { value: null, richText: [{ text: value }], style: cellStyles.text } : { value, style: cellStyles.text };
}

/** Longest address Excel opens a file with. */
const addressLimit = 2079;

/** A link by relationship, to https only; any other address is a text. */
function linkCell(text: string, words: Words): Partial<Cell> {
  const target = httpsOnly(plainAddress(text));
  if (target === '#' || target.length > addressLimit) return textCell(text);
  return { value: words.text('xlsx.open'), style: cellStyles.link, hyperlink: { target } };
}

/** Addresses of characters that a package may hold only; others are not ours to mend. */
function plainAddress(text: string): string {
  return /^[\x21-\x7e]+$/.test(text) ? text : '';
}
