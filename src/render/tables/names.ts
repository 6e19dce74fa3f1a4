import type { Column, Kind } from './table.ts';

/** Units in words. */
export const units: Readonly<Record<Kind, string>> = {
  text: 'text', link: 'address', day: 'day', instant: 'moment; UTC in CSV', ratio: 'ratio, 0–1', relative: 'ratio of the score then', pp: 'percentage points', points: 'points', number: 'number', count: 'number', change: 'number', yesNo: 'yes or no',
};

const suffixes: Readonly<Partial<Record<Kind, string>>> = { ratio: '_ratio', relative: '_ratio', pp: '_pp', points: '_points', instant: '_utc', link: '_url' };

/** Name of a column where numbers stand without a format: with the unit. */
export function csvName({ id, kind }: Pick<Column, 'id' | 'kind'>): string {
  return `${id}${suffixes[kind] ?? ''}`;
}
