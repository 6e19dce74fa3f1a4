import { describe, expect, it } from 'vitest';
import { cellsOf, readXlsx, tablePlace, tableRows, type ReadWorkbook } from '../../test/fixtures/read-xlsx.ts';
import { sampleModel } from '../../test/fixtures/report-model.ts';
import { wordsFor } from '../domain/language.ts';
import { xmlFault } from '../../test/fixtures/xml.ts';
import { addDays } from '../domain/calendar.ts';
import type { ReportModel } from '../domain/report.ts';
import { tablesOf } from './tables.ts';
import { renderXlsx } from './xlsx.ts';

const model = sampleModel();
const bytes = await renderXlsx(model);
const workbook = readXlsx(bytes);

const dayOfSerial = (serial: unknown): string => addDays('1899-12-30', Math.floor(Number(serial)));

function sheetXml({ book, part }: ReadWorkbook, name: string): string {
  return part(`xl/worksheets/sheet${book.SheetNames.indexOf(name) + 1}.xml`);
}

/** A model with nothing in it. */
function emptyModel(): ReportModel {
  const none = { since: null, from: null, change: null, shown: null, relativeChange: null, reason: 'no earlier run', methodBreak: null };
  const score = { ratio: null, reason: 'no scope has a score', scopes: 0, withoutScore: 0, weight: 0 };
  return {
    ...model, account: null, plan: null, environments: [], managementGroups: [], groups: [], scopes: [], controls: [], withoutControl: [],
    headline: { ...model.headline, score, gracePeriod: score, target: null, sinceLastReport: none, over7Days: none, over30Days: none, over90Days: none, sentences: [] },
    forecast: { ...model.forecast, refused: 'too few weeks', points: [], reaches: null },
    trend: { overall: [], likeForLike: [], likeForLikeScopes: 0, events: [] },
    topRecommendations: { since: null, rows: [], total: 0 },
    controlTrends: { weeks: [], rows: [] },
    stateChanges: { ...model.stateChanges, from: null, rows: [] },
  };
}

describe('the workbook', () => {
  it('is the same bytes for the same model', async () => {
    expect(Buffer.compare(await renderXlsx(sampleModel()), bytes)).toBe(0);
  });

  it('is a package of well-formed parts, every relationship to a part that is there', () => {
    for (const path of workbook.parts) expect(xmlFault(workbook.part(path)), path).toBeNull();
    for (const path of workbook.parts.filter((one) => one.endsWith('.rels'))) {
      const folder = path.replace(/_rels\/[^/]*$/, '');
      for (const [, target = ''] of workbook.part(path).matchAll(/<Relationship (?![^>]*TargetMode="External")[^>]*Target="([^"]*)"/g)) {
        expect(workbook.parts, path).toContain(new URL(target, `file:///${folder}`).pathname.slice(1));
      }
    }
  });

  it('has a sheet a panel, in the order of the report', () => {
    expect(workbook.book.SheetNames).toEqual([
      'Summary', 'Score trends', 'Aggregated score', 'Forecast', 'Top recommendations', 'Controls weekly', 'Resource changes', 'Change details', 'Where it moved', 'Scopes',
      'Environments', 'Management groups', 'Groups', 'Controls', 'Recommendations', 'Actions', 'Exemptions',
      'Own panels', 'Own Storage accounts by re', 'Own Keys that expire', 'Own Sign-ins by day', 'Own Restricted', 'Data quality', 'Method',
    ]);
    expect(workbook.book.Props).toMatchObject({ Title: model.title, Company: 'Contoso AG' });
  });

  it('has tables with filters and legal names that no two share, over heads equal to their columns', () => {
    const tables = workbook.parts.filter((path) => path.startsWith('xl/tables/')).map((path) => workbook.part(path));
    expect(tables.length).toBeGreaterThan(20);
    const names = tables.map((xml) => / displayName="([^"]*)"/.exec(xml)?.[1] ?? '');
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
    for (const [index, xml] of tables.entries()) {
      expect(names[index]).toMatch(/^[a-z]_\w+$/);
      expect(xml).toContain('<autoFilter ');
      const columns = [...xml.matchAll(/<tableColumn id="\d+" name="([^"]*)"/g)].map(([, name = '']) => name.replaceAll('&apos;', '\''));
      expect(new Set(columns.map((name) => name.toLowerCase())).size, names[index]).toBe(columns.length);
      const { sheet, range } = tablePlace(workbook, names[index] ?? '');
      const head = cellsOf(workbook, sheet).filter(([address]) => address.replace(/[A-Z]+/, '') === /^[A-Z]+(\d+)/.exec(range)?.[1]).map(([, cell]) => cell.v);
      expect(head.slice(0, columns.length), names[index]).toEqual(columns);
    }
  });

  it('holds as many rows as the report', () => {
    const { summary, panels, quality, method } = tablesOf(model, wordsFor('en', 'en-GB'));
    for (const table of [...summary, ...panels, ...quality, ...method]) {
      if (table.id === 'sentences' || table.rows.length === 0) continue;
      expect(tableRows(workbook, `t_${table.id.replaceAll('-', '_')}`), table.id).toHaveLength(table.rows.length);
    }
  });

  it('freezes the head and the names, and shows bars', () => {
    expect(sheetXml(workbook, 'Scopes')).toContain('<pane xSplit="1" ySplit="3" topLeftCell="B4" state="frozen"');
    expect(sheetXml(workbook, 'Scopes')).toMatch(/<conditionalFormatting sqref="F4:F21"><cfRule type="dataBar" priority="1"><dataBar><cfvo type="num" val="0"\/><cfvo type="num" val="1"\/>/);
  });

  it('names sheets in quotes wherever it points at cells, as programs mend the file otherwise', () => {
    const names = [...workbook.part('xl/workbook.xml').matchAll(/<definedName [^>]*>([^<]*)</g)].map(([, range]) => range);
    const charts = workbook.parts.filter((path) => path.startsWith('xl/charts/chart')).flatMap((path) => [...workbook.part(path).matchAll(/<c:f>([^<]*)</g)].map(([, range]) => range));
    expect(names).toContain('\'Score trends\'!$1:$3');
    for (const range of [...names, ...charts]) expect(range).toMatch(/^'[A-Z][A-Za-z -]+'!\$[A-Z]*\d*/);
  });

  it('draws the trend of every scope from its own weeks', () => {
    const xml = sheetXml(workbook, 'Score trends');
    expect([...xml.matchAll(/<xm:f>('Score trends'!U\d+:AG\d+)<\/xm:f>/g)]).toHaveLength(model.scopes.length);
  });

  it('has native charts over the cells of its tables', () => {
    const charts = workbook.parts.filter((path) => /^xl\/charts\/chart\d+\.xml$/.test(path)).map((path) => workbook.part(path));
    expect(charts).toHaveLength(3);
    expect(charts[0]).toContain(`<c:f>&apos;Aggregated score&apos;!$B$4:$B$${3 + model.trend.overall.length}</c:f>`.replaceAll('&apos;', '\''));
    expect(charts[1]).toContain('<c:barChart>');
    const { range } = tablePlace(workbook, 't_account');
    const [, from, to] = /A(\d+):E(\d+)/.exec(range) ?? [];
    expect(charts[1]).toContain(`<c:f>'Summary'!$C$${Number(from) + 1}:$C$${to}</c:f>`);
  });
});

describe('cells', () => {
  const scopes = tableRows(workbook, 't_scope_trends');

  it('are numbers with a format where the report has numbers', () => {
    for (const [index, row] of model.scopes.entries()) {
      const cells = scopes[index];
      expect(cells?.get('Scope')).toMatchObject({ t: 's', v: row.name });
      if (row.ratio === null) expect(cells?.get('Score')).toBeUndefined();
      else expect(cells?.get('Score')).toMatchObject({ t: 'n', v: row.ratio, z: '0.0\\ %' });
      if (row.over7Days.change !== null) expect(cells?.get('Change, 7 days (pp)')?.v).toBeCloseTo((row.over7Days.shown ?? Number.NaN) * 100, 9);
    }
  });

  it('are empty where nothing is known, with the reason beside it, never 0', () => {
    const [index, scope] = [...model.scopes.entries()].find(([, row]) => row.ratio === null) ?? [0, model.scopes[0]];
    expect(scope?.ratio).toBeNull();
    expect(scopes[index]?.get('Score')).toBeUndefined();
    expect(scopes[index]?.get('Change, 7 days (pp)')).toBeUndefined();
    expect(scopes[index]?.get('No score because')?.v).toBe(scope?.noScoreReason);
    expect(scopes[index]?.get('No change because (7 days)')?.v).toBe(scope?.over7Days.reason);
  });

  it('show signs, a true minus and one decimal', () => {
    const change = tableRows(workbook, 't_changes')[0]?.get('Change (pp)');
    expect(change?.t).toBe('n');
    expect(change?.w).toMatch(/^\u2212\d+\.\d$/);
  });

  it('are real days, and moments as clocks in the zone show them', () => {
    expect(tableRows(workbook, 't_aggregate_score').map((row) => dayOfSerial(row.get('Day')?.v))).toEqual(model.trend.overall.map(({ day }) => day));
    const detail = model.stateChanges.rows.flatMap((row) => row.details)[0];
    const serial = Number(tableRows(workbook, 't_resource_change_details')[0]?.get('At (Europe/Berlin)')?.v);
    const shown = new Date(Math.round((serial - 25_569) * 86_400) * 1000).toISOString().slice(0, 16);
    expect(shown).toBe(new Date(Date.parse(detail?.at ?? '') + 3_600_000).toISOString().slice(0, 16));
  });

  it('link by relationship, to https only', async () => {
    const [first, second, ...others] = model.scopes;
    if (first === undefined || second === undefined) throw new Error('too few scopes');
    const long = `https://portal.azure.com/#${'x'.repeat(3000)}`;
    const changed = { ...model, scopes: [{ ...first, portalUrl: 'javascript:alert(1)' }, { ...second, portalUrl: long }, ...others] };
    const read = readXlsx(await renderXlsx(changed));
    const rows = tableRows(read, 't_scopes');
    expect(rows[0]?.get('Portal')).toMatchObject({ t: 's', v: 'javascript:alert(1)' });
    expect(rows[0]?.get('Portal')?.l).toBeUndefined();
    expect(rows[1]?.get('Portal')).toMatchObject({ t: 's', v: long });
    expect(rows[2]?.get('Portal')?.l?.Target).toBe(others[0]?.portalUrl);
    for (const path of read.parts.filter((one) => one.endsWith('.rels'))) for (const [, target] of read.part(path).matchAll(/Target="([^"]*)" TargetMode="External"/g)) expect(target).toMatch(/^https:\/\//);
  });
});

describe('a report with nothing in it', () => {
  it('has all sheets, and says on each why it is empty', async () => {
    const read = readXlsx(await renderXlsx(emptyModel()));
    expect(read.book.SheetNames).toEqual(workbook.book.SheetNames);
    for (const path of read.parts) expect(xmlFault(read.part(path)), path).toBeNull();
    expect(cellsOf(read, 'Groups').map(([, cell]) => cell.v)).toContain('No groups are configured.');
    expect(cellsOf(read, 'Forecast').map(([, cell]) => cell.v)).toContain('No forecast: too few weeks');
    expect(read.parts.filter((path) => path.startsWith('xl/charts/chart'))).toEqual([]);
  });
});
