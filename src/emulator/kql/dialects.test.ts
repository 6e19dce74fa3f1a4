import { describe, expect, it } from 'vitest';
import { checkQuery, compileQuery, KqlError } from './index.ts';
import type { Dialect } from './index.ts';
import { query, rowsOf, schemas } from './testQuery.ts';

function errorOf(text: string, dialect: Dialect = 'resourceGraph'): KqlError {
  try {
    compileQuery(text, schemas, dialect);
  } catch (error) {
    if (error instanceof KqlError) return error;
    throw error;
  }
  throw new Error(`accepted: ${text}`);
}

const join = '| join kind=inner (resources) on id ';
const expand = '| mv-expand properties.x ';

describe('Resource Graph', () => {
  it.each([
    ['let x = 5; resources', 'let', 1, 1], ['resources\n| render piechart', 'render', 2, 3], ['resources | make-series count() on todatetime(name) step 1d', 'make-series', 1, 13],
    [`resources ${join.repeat(4)}`, 'join', 1, 121], [`resources ${expand.repeat(4)}`, 'mv-expand', 1, 88], ['union resources, securityresources, resources, resources', 'a union with more than 3 legs', 1, 1],
    ['union isfuzzy=true resources, securityresources', 'fuzzy union', 1, 1], ['resources | union isfuzzy=true resources', 'fuzzy union', 1, 13],
    ['resources | lookup (resources) on id', 'lookup', 1, 13], ['datatable(a:int)[1]', 'datatable', 1, 1], ['print 1', 'print', 1, 1], ['range x from 1 to 2 step 1', 'range', 1, 1], ['resources | serialize', 'serialize', 1, 13],
    ['resources | where id == toscalar(resources | count)', 'toscalar', 1, 25], ['resources | join kind=leftanti (resources) on id', 'join kind=leftanti', 1, 13], ['resources | mv-expand properties limit 401', 'a row limit of mv-expand above 400', 1, 13],
    ['resources | evaluate bag_unpack(properties)', 'evaluate', 1, 13], ['resources | mv-apply x = properties on (count)', 'mv-apply', 1, 13], ['resources | sample 5', 'sample', 1, 13],
  ])('refuses %j', (text, construct, line, column) => {
    expect(errorOf(text)).toMatchObject({ code: 'refused', construct, line, column });
  });

  it.each([`resources ${join.repeat(3)}`, `resources ${expand.repeat(3)}`, 'resources | union securityresources, resources, resources', 'resources | mv-expand properties limit 400', 'resources | parse id with * "x" y'])('accepts %j', (text) => {
    expect(checkQuery(text, schemas, 'resourceGraph')).toEqual([]);
  });

  it('compares table names without case, and begins with resources', () => {
    const tables = { resources: [{ id: '/r', type: 't' }], securityresources: [{ id: '/s', type: 'u' }] };
    expect(rowsOf('SecurityResources | project id', tables, 'resourceGraph')).toEqual([['/s']]);
    for (const text of ['where type == "t" | project id', '| where type == "t" | project id', '// all\n| project id', 'Resources | project id']) expect(rowsOf(text, tables, 'resourceGraph')).toEqual([['/r']]);
    expect(() => rowsOf('securescores', {}, 'logAnalytics')).toThrow(/does not refer to any known/);
    expect(() => rowsOf('where type == "t"', {}, 'logAnalytics')).toThrow(/cannot be the first operator/);
  });

  it('expands at most 128 elements of a row unless told otherwise', () => {
    const tables = { resources: [{ id: '/r', properties: { list: Array.from({ length: 500 }, (_, index) => index) } }] };
    expect(rowsOf('resources | mv-expand properties.list | count', tables, 'resourceGraph')).toEqual([[128]]);
    expect(rowsOf('resources | mv-expand properties.list limit 400 | count', tables, 'resourceGraph')).toEqual([[400]]);
  });

  it.each([
    ['resources', true], ['resources | project name', false], ['resources | project id, name | order by id asc', true], ['resources | summarize count() by id', false], ['resources | limit 5', false], ['resources | top 5 by id', false],
    ['resources | summarize count() by id | order by count_', true], ['resources | count', false],
  ])('%j pages: %j', (text, pageable) => {
    expect(compileQuery(text, schemas, 'resourceGraph').pageable).toBe(pageable);
  });

  it('asks the database for the rows of one type', () => {
    const asked: string[] = [];
    const rows = [{ id: '/1', type: 'a/b' }, { id: '/2', type: 'c' }];
    const database = { schemas, rows: () => rows, rowsByType: (table: string, type: string) => { asked.push(`${table} ${type}`); return rows.filter((row) => row.type === type); } };
    const run = (text: string): unknown => compileQuery(text, schemas, 'resourceGraph').run(database, { now: new Date(0) }).rows;
    expect(run("Resources | where id != '' and type =~ 'A/B' | project id")).toEqual([['/1']]);
    expect(run("resources | where type == 'A/B' | project id")).toEqual([]);
    expect(run("resources | where type == 'c' or id == '/1' | count")).toEqual([[2]]);
    expect(asked).toEqual(['resources a/b', 'resources a/b']);
  });
});

describe('errors', () => {
  it.each<[string, Dialect, object]>([
    ['resources\n| where id ==', 'resourceGraph', { code: 'syntax', line: 2, column: 14 }],
    ['resources | extend a = foo(1)', 'resourceGraph', { code: 'semantic', line: 1, column: 24, token: 'foo' }],
    ['resources | project nope', 'resourceGraph', { code: 'semantic', line: 1, column: 21, token: 'nope' }],
    ['where nope == 5', 'resourceGraph', { code: 'semantic', line: 1, column: 7, token: 'nope' }],
    ['|where nope == 5', 'resourceGraph', { code: 'semantic', line: 1, column: 8, token: 'nope' }],
    ['resources | where name == 5', 'resourceGraph', { code: 'semantic', line: 1, column: 19 }],
    ['project-away kind, nope', 'resourceGraph', { code: 'semantic', line: 1, column: 20, token: 'nope' }],
    ['resources\n| project-keep id, kind | where nope == 1', 'resourceGraph', { code: 'semantic', line: 2, column: 33, token: 'nope' }],
    ['resources | summarize count() by properties', 'resourceGraph', { code: 'semantic', line: 1, column: 34, token: 'properties' }],
    ['resources | order by properties.a', 'resourceGraph', { code: 'semantic', line: 1, column: 22 }],
    ['resources | where id matches regex "a(?=b)"', 'resourceGraph', { code: 'unsupported', line: 1, column: 19, construct: 'regular expression' }],
    ['resources | extend x = series_fir(properties, dynamic([1]))', 'resourceGraph', { code: 'unsupported', line: 1, column: 24, construct: 'series_fir' }],
    ['resources | summarize count(id == 5)', 'resourceGraph', { code: 'unsupported', construct: 'count', line: 1, column: 29 }],
    ['resources | summarize hll(id)', 'resourceGraph', { code: 'unsupported', construct: 'hll', line: 1, column: 23 }],
    ['SecureScores | sample 5', 'logAnalytics', { code: 'unsupported', construct: 'sample', line: 1, column: 16 }],
    ['SecureScores | extend p = prev(Weight)', 'logAnalytics', { code: 'semantic', line: 1, column: 27 }],
    ['SecureScores; SecureScores', 'logAnalytics', { code: 'unsupported', line: 1, column: 15 }],
    ['print decimal(1.5)', 'logAnalytics', { code: 'unsupported', line: 1, column: 7 }],
    ['', 'resourceGraph', { code: 'syntax' }],
    
  ])('%j', (text, dialect, expected) => {
    expect(errorOf(text, dialect)).toMatchObject(expected);
  });

  it('name a text that is too long or too deep', () => {
    expect(errorOf('x'.repeat(200_001))).toMatchObject({ code: 'limit' });
    expect(checkQuery('x'.repeat(200_001), schemas, 'resourceGraph')).toMatchObject([{ code: 'limit' }]);
    expect(errorOf(`resources | where ${'('.repeat(600)}1 == 1${')'.repeat(600)}`)).toMatchObject({ code: 'limit' });
  });

  it('are all reported by checkQuery', () => {
    expect(checkQuery('resources | project nope, never', schemas, 'resourceGraph').map(({ token, severity }) => [token, severity])).toEqual([['nope', 'error'], ['never', 'error']]);
    expect(checkQuery('resources | lookup (resources) on id', schemas, 'resourceGraph')).toMatchObject([{ code: 'refused', line: 1, column: 13 }]);
    expect(checkQuery('resources | where id has "x"', schemas, 'resourceGraph')).toEqual([]);
  });
});

describe('what the results look like', () => {
  it('is JSON', () => {
    const { columns, rows } = query('print t = datetime(2026-01-01 10:00:00.120), s = 90s, r = real(nan), d = dynamic({"a":[1]}), b = true, l = 5, g = guid(12e8b78d-55b4-46ae-b068-26d7a0080254)');
    expect(columns.map(({ type }) => type)).toEqual(['datetime', 'timespan', 'real', 'dynamic', 'bool', 'long', 'guid']);
    expect(JSON.parse(JSON.stringify(rows))).toEqual([['2026-01-01T10:00:00.12Z', '00:01:30', 'NaN', { a: [1] }, true, 5, '12e8b78d-55b4-46ae-b068-26d7a0080254']]);
  });
});
