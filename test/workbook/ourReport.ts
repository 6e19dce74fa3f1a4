import { parseConfig } from '../../src/config/index.ts';
import { addDays, dayOf } from '../../src/domain/calendar.ts';
import type { ReportModel } from '../../src/domain/report.ts';
import { exportHistory, fileSource, pointsFromExport } from '../../src/history/export/index.ts';
import { daysBefore } from '../../src/history/export/source.ts';
import { buildReport } from '../../src/report/index.ts';
import type { Tables } from './localWorkspace.ts';
import { runAfter } from './liveRun.ts';

/** For tests: our report over the same rows, made by a run at `now` that finds everything as the export left it. */
export async function ourReport(tables: Tables, now: string, timeZone = 'UTC'): Promise<ReportModel> {
  const options = { timeZone, toolVersion: '0.1.0', cloud: 'AzurePublic' };
  const source = fileSource(Object.entries(tables).map(([name, rows]) => ({ name: `${name}.ndjson`, text: rows.map((row) => JSON.stringify(row)).join('\n') })), timeZone);
  const today = dayOf(now, timeZone);
  const upToToday = daysBefore(addDays(today, 1), timeZone);
  const [scores, details] = [upToToday.scores(await source.scores()), upToToday.details(await source.details())];
  const run = runAfter([...pointsFromExport(scores.days, scores, details, options)], now);
  const history = await exportHistory(source, { ...options, today, current: run });
  const config = parseConfig(`timeZone: ${timeZone}\nreport: { period: week }`, 'config.yaml', {}, '/work-dir');
  return buildReport(config, { snapshot: run, history, states: await history.knownStates(), now: new Date(now) });
}
