import { describe, expect, it } from 'vitest';
import { sampleModel } from '../../test/fixtures/report-model.ts';
import { formatFor } from '../domain/format.ts';
import type { ReportModel } from '../domain/report.ts';
import type { TrendPoint } from '../domain/reportFigures.ts';
import { accountTitle, controlsTitle, controlTitle, environmentsTitle, environmentTitle, scopesTitle, stateChangesTitle, topRecommendationsTitle, trendTitle } from './titles.ts';

const format = formatFor('en-GB', 'Europe/Berlin');
const model = sampleModel();
const point = (day: string, ratio: number | null): TrendPoint => ({ day, ratio, carried: 0, incomplete: false });

describe('titles', () => {
  it('say how far a line went, from which day to which', () => {
    expect(trendTitle([point('2026-11-01', null), point('2026-11-02', 0.5), point('2026-11-03', 0.521)], format)).toBe('The score rose 2.1\u00a0pp to 52.1\u00a0% between 2 Nov 2026 and 3 Nov 2026');
    expect(trendTitle([point('2026-11-02', 0.5), point('2026-11-03', 0.45), point('2026-11-04', null)], format)).toBe('The score fell 5.0\u00a0pp to 45.0\u00a0% between 2 Nov 2026 and 3 Nov 2026');
  });

  it('do not invent a movement', () => {
    expect(trendTitle([], format)).toBe('No score is on record yet');
    expect(trendTitle([point('2026-11-02', 0.5)], format)).toBe('The score is 50.0\u00a0%; the line begins with this run');
    expect(trendTitle([point('2026-11-02', 0.5), point('2026-11-03', 0.5003)], format)).toBe('The score stands at 50.0\u00a0%, as on 2 Nov 2026');
  });

  it('name the scopes that fell and rose most', () => {
    expect(scopesTitle(model, format)).toMatch(/^pay-prod fell most in 30 days \(−8\.\d\u00a0pp\), identity-prod rose most \(\+/);
    expect(scopesTitle({ ...model, scopes: [] }, format)).toBe('Nothing to compare with yet');
  });

  it('name the recommendation that grew most, or say that none did', () => {
    expect(topRecommendationsTitle(model, format)).toBe('214 more resources fail “Secure transfer to storage accounts should be enabled” than on 14 Nov 2026');
    const still: ReportModel = { ...model, topRecommendations: { ...model.topRecommendations, rows: model.topRecommendations.rows.map((row) => ({ ...row, increase: 0 })) } };
    expect(topRecommendationsTitle(still, format)).toBe('No recommendation has more unhealthy resources than on 14 Nov 2026');
    expect(topRecommendationsTitle({ ...model, topRecommendations: { since: null, rows: [], total: 0 } }, format)).toBe('No recommendation has an unhealthy resource');
  });

  it('speak of controls, environments, causes and changed resources', () => {
    expect(controlsTitle(model, format)).toContain('gained most');
    expect(controlsTitle({ ...model, controlTrends: { weeks: [], rows: [] } }, format)).toBe('No control is on record yet');
    expect(environmentsTitle(model, format)).toMatch(/^Azure leads at .*, AWS is lowest at /);
    expect(environmentsTitle({ ...model, environments: [] }, format)).toBe('No environment has a score');
    expect(accountTitle({ since: '2026-11-14', from: 0.5, to: 0.5, shownFrom: 50, shownTo: 50, parts: [] }, format)).toBe('Nothing moved the score');
    expect(stateChangesTitle(model, format)).toBe('431 became unhealthy and 186 healthy between 14 Nov 2026 and 21 Nov 2026');
    expect(stateChangesTitle({ ...model, stateChanges: { ...model.stateChanges, from: null } }, format)).toBe('Nothing on record to compare with yet');
  });

  it('never show a missing value as a number', () => {
    const row = { controlId: 'c', name: 'n', maxScore: 4, ratio: null, change: null, retired: null, values: [] };
    expect(controlTitle(row, format)).toBe('No score in the last week');
    expect(environmentTitle(null, model.headline.over30Days, format)).toBe('No score');
  });
});
