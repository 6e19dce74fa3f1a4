import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { sampleModel } from '../../../test/fixtures/report-model.ts';
import { renderCharts } from '../../charts/index.ts';
import { formatFor } from '../../domain/format.ts';
import type { ReportModel } from '../../domain/report.ts';
import type { ScoreChange } from '../../domain/reportFigures.ts';
import { summaryView } from './summary.ts';
import { changeView, commonDay, dueView, environmentView, firstOf, type Page } from './view.ts';

const format = formatFor('en-GB', 'Europe/Berlin');
const change = (value: number | null): ScoreChange => ({ since: value === null ? null : '2026-11-14', from: value === null ? null : 0.6, change: value, shown: value, relativeChange: null, reason: value === null ? 'too young' : null, methodBreak: null });

let page: Page;
beforeAll(async () => {
  const model = sampleModel();
  page = { model, format, charts: await renderCharts(model, fileURLToPath(new URL('../../../templates', import.meta.url))) };
});
const summaryOf = (model: ReportModel) => summaryView({ ...page, model }) as { actions: { rows: { name: string; gain: string }[]; gainHead: string }; changes: { label: string }[]; changeFinding: string; trust: string; targetPlace: string };

describe('views', () => {
  it('show a change with sign, arrow and tone, and none where it shows as nothing', () => {
    expect(changeView(change(0.012), format)).toMatchObject({ known: true, tone: 'up', arrow: '↑', hint: 'compared with 60.0\u00a0% on 14 Nov 2026' });
    expect(changeView(change(-0.012), format)).toMatchObject({ tone: 'down', arrow: '↓' });
    expect(changeView(change(0.0004), format)).toMatchObject({ tone: 'flat', arrow: '' });
    expect(changeView(change(null), format)).toMatchObject({ known: false, reason: 'too young', hint: '' });
    expect(changeView({ ...change(0.1), methodBreak: 'new rules' }, format).hint).toContain('method break in between: new rules');
  });

  it('count in words and say what was left out', () => {
    expect(format.text('count.scopes', { count: 1 })).toBe('1 scope');
    expect(format.text('count.scopes', { count: 1200 })).toBe('1,200 scopes');
    expect(firstOf(20, 20, { format }, 'scopes', 'scopes')).toBe(null);
    expect(firstOf(20, 312, { format }, 'scopes', 'scopes')).toEqual({ words: 'First 20 of 312 scopes', file: null, json: true });
    expect(firstOf(20, 312, { format, csv: true }, 'scopes', 'scopes')?.file).toBe('scopes.csv');
  });

  it('give every environment its colour, unknown ones a common one', () => {
    expect(environmentView('AzureDevOps')).toEqual({ label: 'Azure DevOps', tone: 'azuredevops' });
    expect(environmentView('Bitbucket "x')).toEqual({ label: 'Bitbucket "x', tone: 'other' });
    expect(environmentView('constructor').tone).toBe('other');
  });

  it('mark a due date before the report as overdue, in the report’s zone', () => {
    expect(dueView('2026-11-20T23:30:00.000Z', page)).toEqual({ known: true, text: '21 Nov 2026', overdue: true });
    expect(dueView('2026-12-01T00:00:00.000Z', page)).toMatchObject({ overdue: false });
    expect(dueView(null, page)).toEqual({ known: false, text: 'no date', overdue: false });
  });

  it('name the day that most changes are compared with', () => {
    expect(commonDay([change(0.1), { ...change(0.1), since: '2026-11-13' }, change(0.2), change(null)])).toBe('2026-11-14');
    expect(commonDay([change(null)])).toBeNull();
  });
});

describe('page one', () => {
  it('lists the best actions, or without a plan the controls with most to gain, named as what they are', () => {
    expect(summaryOf(page.model).actions).toMatchObject({ gainHead: 'Gain' });
    expect(summaryOf(page.model).actions.rows).toHaveLength(5);
    const { actions } = summaryOf({ ...page.model, plan: null });
    expect(actions.gainHead).toBe('Potential increase');
    expect(actions.rows.map((row) => row.name)).toEqual(page.model.controls.slice(0, 5).map((control) => control.name));
  });

  it('compares with the last report, 7, 30 and 90 days, but not twice with the same day', () => {
    expect(summaryOf(page.model).changes.map((row) => row.label)).toEqual(['7 days ago', '30 days ago', '90 days ago']);
    const { headline } = page.model;
    expect(summaryOf({ ...page.model, headline: { ...headline, sinceLastReport: { ...headline.sinceLastReport, since: '2026-11-20' } } }).changes).toHaveLength(4);
    expect(summaryOf(page.model).changeFinding).toBe('Worse by 0.3\u00a0pp since 14 Nov 2026');
  });

  it('says in one line how far the figures can be trusted', () => {
    expect(summaryOf(page.model).trust).toBe('16 of 18 scopes have a score (88.9\u00a0%), taken 21 Nov 2026, 07:00 (Europe/Berlin). 2 gaps affect the score. 1 scope is carried forward from an earlier day. 2 method breaks within the trend. 226 of 231 figures equal the service’s own.');
  });

  it('puts the words of the target under its tick', () => {
    expect(summaryOf(page.model).targetPlace).toBe('at-70');
  });
});
