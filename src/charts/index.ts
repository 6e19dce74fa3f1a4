import { formatOf, type Format } from '../domain/format.ts';
import type { ReportModel } from '../domain/report.ts';
import { shortened } from '../domain/shortened.ts';
import type { Charts, ChartFigure } from './figure.ts';
import { chartFigures } from './figures.ts';
import { reportMarks } from './reportMarks.ts';
import { chartPrograms, type ChartPrograms } from './programs.ts';
import { controlsTitle, environmentsTitle, scopesTitle, stateChangesTitle, topRecommendationsTitle, trendTitle } from './titles.ts';

export type { ChartFigure, Charts, ChartSize } from './figure.ts';
export { renderScopeCharts } from './scopeCharts.ts';
export { numberedEvents } from './scoreLine.ts';

/** Programs of each templates folder, compiled on first use and kept for all further reports of the process. */
const programsOf = new Map<string, Promise<ChartPrograms>>();

/** Every chart of a report as SVG, with its finding in words. One chart that fails is listed in `failures`; the rest is drawn. */
export async function renderCharts(whole: ReportModel, templatesDir: string): Promise<Charts> {
  const model = shortened(whole);
  const programs = await (programsOf.get(templatesDir) ?? remember(templatesDir));
  const format = formatOf(model);
  const figures = new Map<string, ChartFigure>();
  const failures = new Map<string, string>();
  for (const { key, draw } of chartFigures(model, programs, format)) {
    try {
      const figure = await draw();
      if (figure !== null) figures.set(key, figure);
    } catch (error) {
      failures.set(key, error instanceof Error ? error.message : String(error));
    }
  }
  return { figures, marks: reportMarks(model, programs.theme, format), findings: findings(model, format), failures };
}

function remember(templatesDir: string): Promise<ChartPrograms> {
  const programs = chartPrograms(templatesDir);
  programsOf.set(templatesDir, programs);
  programs.catch(() => programsOf.delete(templatesDir));
  return programs;
}

function findings(model: ReportModel, format: Format): ReadonlyMap<string, string> {
  return new Map([
    ['trend', trendTitle(model.trend.overall, format)],
    ['scopes', scopesTitle(model, format)],
    ['topRecommendations', topRecommendationsTitle(model, format)],
    ['controls', controlsTitle(model, format)],
    ['environments', environmentsTitle(model, format)],
    ['stateChanges', stateChangesTitle(model, format)],
  ]);
}
