import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkQuery, compileQuery } from '../emulator/kql/index.ts';
import { resourceGraphSchemas } from '../emulator/schemas.ts';
import { allAssessments, assessmentsOf, assessmentsSince, queryNames, queryOf, type Query } from './queries.ts';

const hostile = { scopeId: `/subscriptions/a' or 1 == 1 //"\\`, key: 'k\n| take 1' };
const queries: readonly (readonly [string, Query])[] = [
  ...queryNames.filter((name) => name !== 'assessments').map((name) => [name, queryOf(name)] as const),
  ['all assessments', allAssessments()],
  ['assessments since', assessmentsSince('2026-06-30T06:00:00.000Z')],
  ['assessments of pairs', assessmentsOf([{ scopeId: '/subscriptions/a', key: 'k' }, hostile])],
];

const complaints = (text: string): readonly unknown[] => checkQuery(text, resourceGraphSchemas, 'resourceGraph');

describe.each(queries)('%s', (_, { text, columns }) => {
  it('is what Resource Graph accepts, and pages', () => {
    expect(complaints(text)).toEqual([]);
    const compiled = compileQuery(text, resourceGraphSchemas, 'resourceGraph');
    expect(compiled.pageable).toBe(true);
    expect(compiled.columns.map(({ name }) => name)).toEqual(columns);
    expect(compiled.columns.find(({ name }) => name === 'id')?.type).toBe('string');
  });

  it('is ordered by id, so that pages follow each other', () => {
    expect(text).toMatch(/\| order by id asc$/);
  });

  it('can go on behind an id', () => {
    expect(complaints(`${text}\n| where strcmp(id, '/subscriptions/x') > 0`)).toEqual([]);
  });
});

it('every file of the folder is a query, and a misspelt column is found', () => {
  const files = readdirSync(new URL('./queries', import.meta.url)).map((file) => file.replace('.kql', ''));
  expect(files.toSorted()).toEqual(queryNames.toSorted());
  expect(complaints(queryOf('scores').text.replace('tolower(id)', 'tolower(ident)'))).not.toEqual([]);
});

it('holds no comment and no parameter when it is sent', () => {
  for (const [, { text }] of queries) expect(text).not.toMatch(/^\/\/|\{\{/m);
});
