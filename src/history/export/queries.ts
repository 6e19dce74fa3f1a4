import { readFileSync } from 'node:fs';
import type { Period } from './periods.ts';

const names = ['days', 'scores', 'controls', 'definitions', 'sightings'] as const;

export type QueryName = (typeof names)[number];

/** All queries. */
export const queryNames: readonly QueryName[] = names;

const texts = new Map<QueryName, string>();

/** A query for one period; its rows number the period's days from 0 in a column `Day`. */
export function queryText(name: QueryName, period: Period): string {
  return textOf(name).replaceAll('{{from}}', period.from).replaceAll('{{dayLength}}', `${String(period.dayMinutes)}m`);
}

/** Read beside this module, in the sources as in the built package; without the comments, which are for us. */
function textOf(name: QueryName): string {
  const known = texts.get(name);
  if (known !== undefined) return known;
  const text = readFileSync(new URL(`./queries/${name}.kql`, import.meta.url), 'utf8').replace(/^\/\/.*\r?\n/gm, '').trim();
  texts.set(name, text);
  return text;
}
