import { describe, expect, it } from 'vitest';
import type { PanelConfig, PanelKind } from '../domain/customising.ts';
import { queryHash, type PanelAnswer } from '../domain/customPanels.ts';
import { formatFor } from '../domain/format.ts';
import { customPanels } from './customPanels.ts';

const words = formatFor('en-GB', 'UTC');
const panel = (kind: PanelKind = 'table', more: Partial<PanelConfig> = {}): PanelConfig => ({ id: 't', title: 'T', description: null, query: 'resources | count', kind, x: null, y: null, limit: 20, place: { file: '', line: 1, column: 1, lineByLine: true, path: '' }, ...more });
const answer = (more: Partial<PanelAnswer> = {}): PanelAnswer => ({
  query: queryHash('resources | count'), columns: [{ name: 'Name', kind: 'text' }, { name: 'At', kind: 'instant' }, { name: 'N', kind: 'number' }, { name: 'M', kind: 'number' }], rows: [['a', '2026-11-21T00:00:00Z', 1, 2]], total: 1, failure: null, parts: 1, ...more,
});
const made = (config: PanelConfig, given: PanelAnswer | null, masked = false) => customPanels([config], given === null ? {} : { panels: [given] }, masked, words)[0];

describe('own panels of a report', () => {
  it('find their rows by the query, whatever else was changed', () => {
    expect(made(panel('table', { title: 'New title', query: '  resources\n\n  | count' }), { ...answer(), query: queryHash('resources\n| count') })).toMatchObject({ title: 'New title', rows: [['a', '2026-11-21T00:00:00Z', 1, 2]], missing: null });
    expect(made(panel('table', { query: 'resources | take 1' }), answer())).toMatchObject({ rows: [], missing: expect.stringContaining('did not ask this query') });
    expect(made(panel(), null)).toMatchObject({ rows: [], missing: expect.stringContaining('has no rows of panels') });
    expect(made(panel(), answer(), true)).toMatchObject({ rows: [], columns: [], missing: expect.stringContaining('masked') });
  });

  it('draw what config names, else the first columns that fit', () => {
    expect(made(panel(), answer())).toMatchObject({ x: null, y: null });
    expect(made(panel('bar'), answer())).toMatchObject({ x: 'Name', y: 'N', notes: [] });
    expect(made(panel('line'), answer())).toMatchObject({ x: 'At', y: 'N' });
    expect(made(panel('bar', { x: 'at', y: 'm' }), answer())).toMatchObject({ x: 'At', y: 'M' });
    expect(made(panel('bar', { x: 'N' }), answer())).toMatchObject({ x: 'N', y: 'M' });
    expect(made(panel('bar', { y: 'Name' }), answer())).toMatchObject({ x: null, y: null, notes: [expect.stringContaining('There is no chart')] });
    expect(made(panel('line'), answer({ columns: [{ name: 'N', kind: 'number' }], rows: [[1]] }))).toMatchObject({ x: null, notes: [expect.stringContaining('There is no chart')] });
  });

  it('say what their rows lack', () => {
    expect(made(panel(), answer({ rows: [], failure: 'Forbidden: no' }))).toMatchObject({ missing: 'Forbidden: no', notes: [] });
    expect(made(panel(), answer({ rows: [], total: 0 }))).toMatchObject({ missing: null, notes: [] });
    expect(made(panel(), answer({ total: 5000, parts: 3, failure: 'Timeout' }))?.notes).toEqual(['Timeout', 'The query has more rows than are collected: the first 1 of 5,000.', expect.stringContaining('in 3 parts')]);
    expect(made(panel(), answer({ rows: [], failure: '#withoutColumn' }))?.missing).toMatch(/^The rows do not say which scope/);
    expect(made(panel(), answer({ failure: '#firstRows' }))?.notes).toEqual(['Taken from the first 1,000 rows of the query: rows of these scopes may be missing.']);
    expect(customPanels([panel()], { panels: [answer({ rows: [], failure: '#strangers' })] }, false, formatFor('de-DE', 'UTC', 'de'))[0]?.missing).toMatch(/^Eine Zeile nennt einen Bereich/);
  });
});
