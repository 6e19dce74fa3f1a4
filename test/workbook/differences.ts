import { addDays } from '../../src/domain/calendar.ts';
import type { ReportModel } from '../../src/domain/report.ts';
import type { Row } from '../../src/emulator/index.ts';
import { control, controlRow, key, machine, scoreRow, stateRow, subscription } from './exportRows.ts';
import type { Tables } from './localWorkspace.ts';
import { ourReport } from './ourReport.ts';
import { workbook, type Workbook } from './workbookArithmetic.ts';

/** For tests: one line of the table in docs/workbook-differences.md. */
export interface Difference {
  readonly number: string;
  /** The example in words. */
  readonly example: string;
  /** Figures as text. */
  readonly workbook: string;
  readonly ours: string;
}

/** A Saturday noon; the week before it begins on Sunday 8 March. */
const now = '2026-03-14T12:00:00.000Z';
const today = '2026-03-14';
const ago = (days: number, time = '08:00:00'): string => `${addDays(today, -days)}T${time}Z`;
const [a, b] = [{ scope: subscription.pay }, { scope: subscription.web }];
const vm = (name: string): string => machine(subscription.pay, name);
const weekly = { IsSnapshot: true };
const long = '2026-01-01T00:00:00Z';

type Make = (tables: Tables) => { readonly theirs: Workbook; readonly ours: Promise<ReportModel> };
const both: Make = (tables) => ({ theirs: workbook(tables, now), ours: ourReport(tables, now) });

const decimals = (value: number, digits = 1): string => (Number.isFinite(value) ? value.toFixed(digits) : value > 0 ? '∞' : '−∞');
const signed = (value: number, unit: string): string => `${value > 0 ? '+' : value < 0 ? '−' : '±'}${Number.isFinite(value) ? decimals(Math.abs(value)) : '∞'} ${unit}`;
const percent = (value: number | null | undefined): string => (value === null || value === undefined ? 'no data' : `${decimals(value)} %`);
const relative = (value: number | null | undefined): string => (value === null || value === undefined ? 'N/A' : signed(value, '%'));
const points = (change: number | null | undefined): string => (change === null || change === undefined ? 'no data' : signed(change * 100, 'pp'));
const ratio = (value: number | null | undefined): string => percent(value === null || value === undefined ? null : value * 100);

/** Score rows that a report needs where an example is about resources alone. */
const background: readonly Row[] = [10, 7, 3, 0].map((days) => scoreRow(a, ago(days, '06:00:00'), 20, 40, 10));

async function change(number: string, example: string, before: number, after: number): Promise<Difference> {
  const { theirs, ours } = both({ SecureScores: [scoreRow(a, ago(7), before, 40, 10), scoreRow(a, ago(0), after, 40, 10)] });
  return { number, example, workbook: relative(theirs.scopeTrends()[0]?.week), ours: points((await ours).scopes[0]?.over7Days.change) };
}

async function oldBase(days: number, column: 'week' | 'month', field: 'over7Days' | 'over30Days'): Promise<Difference> {
  const { theirs, ours } = both({ SecureScores: [scoreRow(a, ago(days), 16, 40, 10), scoreRow(a, ago(0), 24, 40, 10)] });
  return { number: '2', example: `The scope's only earlier row, of 40 %, is ${String(days)} days old; now 60 %: change over ${column === 'week' ? '7' : '30'} days`, workbook: relative(theirs.scopeTrends()[0]?.[column]), ours: points((await ours).scopes[0]?.[field].change) };
}

async function threeRows(): Promise<Difference> {
  const rows = ['01:00:00', '05:00:00', '09:00:00'].map((time) => scoreRow(b, ago(2, time), 12, 40, 10));
  const { theirs, ours } = both({ SecureScores: [scoreRow(a, ago(2), 36, 40, 10), ...rows] });
  return { number: '3', example: 'A at 90 % sends one row on a day, B at 30 % three, equal weights: score of that day', workbook: percent(theirs.overTime().get(addDays(today, -2))), ours: dayScore(await ours, addDays(today, -2)) };
}

async function missingDay(): Promise<Difference> {
  const { theirs, ours } = both({ SecureScores: [scoreRow(a, ago(3), 36, 40, 10), scoreRow(b, ago(3), 12, 40, 10), scoreRow(a, ago(2), 36, 40, 10)] });
  return { number: '4', example: 'The next day only A sends a row, and nothing has changed: score of that day', workbook: percent(theirs.overTime().get(addDays(today, -2))), ours: dayScore(await ours, addDays(today, -2)) };
}

function dayScore(report: ReportModel, day: string): string {
  return ratio(report.trend.overall.find((point) => point.day === day)?.ratio);
}

async function increase(): Promise<readonly Difference[]> {
  const standing = [1, 2, 3, 4, 5].flatMap((one) => [8, 1].map((days) => stateRow(vm(`old${String(one)}`), ago(days), key.ports, 'Unhealthy', long, weekly)));
  const fresh = [1, 2, 3].flatMap((one) => [3, 1].map((days) => stateRow(vm(`new${String(one)}`), ago(days), key.mfa, 'Unhealthy', ago(3, '07:00:00'), { IsSnapshot: days === 1 })));
  const { theirs, ours } = both({ SecureScores: background, SecurityRecommendation: [...standing, ...fresh] });
  const report = await ours;
  const line = (example: string, name: string): Difference => {
    const own = report.topRecommendations.rows.find((row) => row.key === name);
    return { number: '5', example, workbook: String(theirs.topRecommendations().get(name)), ours: `${String(own?.unhealthy)}, increase ${String(own?.increase)}` };
  };
  return [line('5 resources unhealthy for months: "recent increase"', key.ports), line('3 resources became unhealthy this week: "recent increase"', key.mfa)];
}

async function weights(): Promise<Difference> {
  const tables = {
    SecureScores: [scoreRow(a, ago(12), 20, 40, 10), scoreRow(b, ago(12), 20, 40, 10), scoreRow(a, ago(1), 20, 40, 30), scoreRow(b, ago(1), 20, 40, 10)],
    SecureScoreControls: [controlRow(a, ago(12), control.mfa, [4, 0], 10, weekly), controlRow(b, ago(12), control.mfa, [0, 4], 10, weekly), controlRow(a, ago(1), control.mfa, [4, 0], 10, weekly), controlRow(b, ago(1), control.mfa, [0, 4], 10, weekly)],
  };
  const { theirs, ours } = both(tables);
  const { weeks, rows } = (await ours).controlTrends;
  return {
    number: '6', example: 'A control at 100 % in A and 0 % in B; weights were 10 and 10 two weeks ago, are 30 and 10 now: the control two weeks ago',
    workbook: percent(theirs.controls().get(`${control.mfa} 2026-03-01`)), ours: ratio(rows[0]?.values[weeks.indexOf('2026-03-02')]),
  };
}

async function flips(): Promise<readonly Difference[]> {
  const states = [stateRow(vm('flip'), ago(8), key.ports, 'Unhealthy', long, weekly), stateRow(vm('flip'), ago(4), key.ports, 'Healthy', ago(4, '07:00:00')), stateRow(vm('flip'), ago(2), key.ports, 'Unhealthy', ago(2, '07:00:00'))];
  const { theirs, ours } = both({ SecureScores: background, SecurityRecommendation: states });
  const { totals, rows } = (await ours).stateChanges;
  const became = rows[0]?.details.find((detail) => detail.to === 'Unhealthy');
  return [
    { number: '7', example: 'A resource unhealthy all along but for two healthy days in the week: changed to unhealthy', workbook: String(theirs.changes().toUnhealthy), ours: `${String(totals.toUnhealthy)}, flips ${String(totals.flips)} (${String(rows[0]?.detailTotal)} changes listed)` },
    { number: '9', example: 'The same resource: time of the change to unhealthy', workbook: minutes(theirs.changeTimes()[0]), ours: minutes(became?.at) },
  ];
}

async function deleted(): Promise<Difference> {
  const kept = ['a', 'b', 'c'].flatMap((name) => [12, 5, 1].map((days) => stateRow(vm(name), ago(days), key.mfa, 'Healthy', long, weekly)));
  const gone = [12, 5].map((days) => stateRow(vm('gone'), ago(days), key.ports, 'Unhealthy', long, weekly));
  const { theirs, ours } = both({ SecureScores: background, SecurityRecommendation: [...kept, ...gone] });
  const own = (await ours).topRecommendations.rows.find((row) => row.key === key.ports);
  return { number: '7', example: 'An unhealthy resource was deleted; the latest weekly snapshot no longer has it: unhealthy now', workbook: String(theirs.topRecommendations().get(key.ports)), ours: String(own?.unhealthy ?? 0) };
}

async function links(): Promise<Difference> {
  const link = 'portal.azure.com/#blade/Microsoft_Azure_Security/RecommendationsBlade';
  const rows = [stateRow(vm('x'), ago(9), key.ports, 'Healthy', long, weekly), stateRow(vm('x'), ago(3), key.ports, 'Unhealthy', ago(3, '07:00:00'), { RecommendationLink: link })];
  const report = await ourReport({ SecureScores: background, SecurityRecommendation: rows }, now);
  return { number: '8', example: 'Scheme of the link to a recommendation', workbook: new URL(`http://${link}`).protocol, ours: new URL(report.stateChanges.rows[0]?.details[0]?.portalUrl ?? 'none:').protocol };
}

async function outsideAzure(): Promise<Difference> {
  const link = (name: string): string => `portal.azure.com/#blade/Microsoft_Azure_Security/RecommendationsBlade/assessmentKey/${key.ports}/resourceId/${encodeURIComponent(`/subscriptions/${subscription.pay}/resourceGroups/onprem/providers/Microsoft.HybridCompute/machines/${name}`)}`;
  const rows = ['arc1', 'arc2', 'arc3'].map((name) => stateRow('N/A', ago(1), key.ports, 'Unhealthy', long, { ...weekly, RecommendationLink: link(name) }));
  return unhealthyNow('10', 'Three machines outside Azure, exported as N/A: unhealthy', rows);
}

function spelling(): Promise<Difference> {
  const rows = [vm('one'), vm('one').replace('resourceGroups/rg', 'resourceGroups/RG')].map((id, index) => stateRow(id, ago(2 - index), key.ports, 'Unhealthy', long));
  return unhealthyNow('11', 'One machine, its resource group spelled rg and RG: unhealthy', rows);
}

async function unhealthyNow(number: string, example: string, rows: readonly Row[]): Promise<Difference> {
  const { theirs, ours } = both({ SecureScores: background, SecurityRecommendation: rows });
  return { number, example, workbook: String(theirs.topRecommendations().get(key.ports)), ours: String((await ours).topRecommendations.rows.find((row) => row.key === key.ports)?.unhealthy) };
}

async function graceControls(): Promise<Difference> {
  const grace = { AssessedResourceId: `/subscriptions/${subscription.pay}/providers/Microsoft.Security/secureScores/scoreGraceExcluded/secureScoreControls/${control.mfa}`, ...weekly };
  const tables = { SecureScores: background, SecureScoreControls: [controlRow(a, ago(1, '03:00:00'), control.mfa, [4, 6], 10, weekly), controlRow(a, ago(1, '03:05:00'), control.mfa, [8, 2], 10, grace)] };
  const { theirs, ours } = both(tables);
  return { number: '12', example: 'A control at 40 %, and at 80 % without recommendations in their grace period; the second row came last', workbook: percent(theirs.controls().get(`${control.mfa} 2026-03-08`)), ours: ratio((await ours).controlTrends.rows[0]?.ratio) };
}

async function midnight(): Promise<Difference> {
  const tables = { SecureScores: [scoreRow(a, ago(3), 20, 40, 10), scoreRow(a, ago(3, '23:30:00'), 30, 40, 10)] };
  const report = await ourReport(tables, now, 'Europe/Berlin');
  const day = addDays(today, -3);
  return { number: '–', example: 'The score rises from 50 % to 75 % at 00:30 in Berlin: the day before (workbook: that UTC day, both rows)', workbook: percent(workbook(tables, now).overTime().get(day)), ours: dayScore(report, day) };
}

function minutes(moment: string | undefined): string {
  return moment === undefined ? 'none' : `${moment.slice(5, 10)} ${moment.slice(11, 16)}`;
}

/** All lines, in the order of the document. */
export async function differences(): Promise<readonly Difference[]> {
  return [
    await change('1', 'A scope goes from 50 % to 60 % in 7 days', 20, 24),
    await change('1', 'A scope goes from 90 % to 100 % in 7 days', 36, 40),
    await change('1', 'A scope goes from 0 % to 10 % in 7 days', 0, 4),
    await oldBase(19, 'week', 'over7Days'),
    await oldBase(72, 'month', 'over30Days'),
    await threeRows(),
    await missingDay(),
    ...(await increase()),
    await weights(),
    ...(await flips()),
    await deleted(),
    await links(),
    await outsideAzure(),
    await spelling(),
    await graceControls(),
    await midnight(),
  ].toSorted((one, other) => (Number(one.number) || 99) - (Number(other.number) || 99));
}

/** The table as the document has it. */
export function differenceTable(lines: readonly Difference[]): string {
  const rows = lines.map(({ number, example, workbook: theirs, ours }) => `| ${number} | ${example} | ${theirs} | ${ours} |`);
  return ['| # | Example | Workbook | We |', '| --- | --- | ---: | ---: |', ...rows].join('\n');
}
