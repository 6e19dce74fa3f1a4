import type { MessageKey } from '../../domain/language.ts';
import type { Column, Kind } from './table.ts';

/** Units in words. */
export const units: Readonly<Record<Kind, MessageKey>> = {
  text: 'table.text', link: 'table.address', day: 'table.day', instant: 'table.momentUtcInCsv', ratio: 'table.ratio01', relative: 'table.ratioOfTheScoreThen', pp: 'table.percentagePoints', points: 'table.points', number: 'table.number', count: 'table.number', change: 'table.number', yesNo: 'table.yesOrNo',
};

const suffixes: Readonly<Partial<Record<Kind, string>>> = { ratio: '_ratio', relative: '_ratio', pp: '_pp', points: '_points', instant: '_utc', link: '_url' };

/** Name of a column where numbers stand without a format: with the unit. */
export function csvName({ id, kind }: Pick<Column, 'id' | 'kind'>): string {
  return `${id}${suffixes[kind] ?? ''}`;
}
