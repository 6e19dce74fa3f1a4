import { formatOf, type Format } from '../domain/format.ts';
import type { ReportModel } from '../domain/report.ts';
import { shortened } from '../domain/shortened.ts';
import type { TrendPoint } from '../domain/reportFigures.ts';
import type { Charts, ChartFigure } from './figure.ts';
import { sparkline } from './marks.ts';
import { plainLine } from './plainLine.ts';
import { reportMarks } from './reportMarks.ts';
import { environmentColour, readTheme, type Theme } from './theme.ts';
import { controlTitle, controlsTitle, stateChangesTitle, topRecommendationsTitle, trendTitle } from './titles.ts';

const sizes = [{ size: 'wide', width: 1120, height: 250, ticks: 7 }, { size: 'medium', width: 760, height: 220, ticks: 5 }, { size: 'narrow', width: 356, height: 190, ticks: 2 }] as const;

/** Themes by templates folder: read once for all pages. */
const themes = new Map<string, Promise<Theme>>();

/** The charts of a page on one scope: its line, and a small line for each control. Drawn by hand, since there are thousands of such pages. */
export async function renderScopeCharts(whole: ReportModel, templatesDir: string): Promise<Charts> {
  const model = shortened(whole);
  const pending = themes.get(templatesDir) ?? readTheme(templatesDir);
  themes.set(templatesDir, pending);
  const theme = await pending;
  const format = formatOf(model);
  const figure = trendFigure(model, theme, format);
  return {
    figures: new Map(figure === null ? [] : [['trend', figure]]),
    marks: new Map([...reportMarks(model, theme, format), ...weeklyMarks(model, theme, format)]),
    findings: new Map([
      ['trend', trendTitle(model.trend.overall, format)],
      ['topRecommendations', topRecommendationsTitle(model, format)],
      ['controls', controlsTitle(model, format)],
      ['stateChanges', stateChangesTitle(model, format)],
    ]),
    failures: new Map(),
  };
}

function trendFigure(model: ReportModel, theme: Theme, format: Format): ChartFigure | null {
  const trend = model.trend.overall;
  const [first, last] = [trend.find((point) => point.ratio !== null), trend.findLast((point) => point.ratio !== null)];
  if (first === undefined || last === undefined) return null;
  const title = trendTitle(trend, format);
  const paint = environmentColour(theme, model.scopes[0]?.environment ?? '');
  const range = { from: format.day(first.day), to: format.day(last.day), target: format.percent(model.headline.target), dashed: model.headline.target === null ? 'no' : 'yes' };
  const drawings = sizes.map(({ size, ...place }) => ({ size, svg: plainLine({ trend, target: model.headline.target, paint }, place, { id: `chart-trend-${size}`, title, description: '', className: `chart chart-${size}` }, format, theme) }));
  return { key: 'trend', title, subtitle: format.text('chart.scopeByDay', range), description: format.text('chart.fromTo', { ...range, first: format.percent(first.ratio), last: format.percent(last.ratio) }), drawings };
}

function weeklyMarks({ controlTrends: { weeks, rows } }: ReportModel, theme: Theme, format: Format): [string, string][] {
  return rows.map((row) => {
    const trend = row.values.map((ratio, index): TrendPoint => ({ day: weeks[index] ?? '', ratio, carried: 0, incomplete: false }));
    return [`weekly:${row.controlId}`, sparkline(trend, { label: controlTitle(row, format), paint: 'ink' }, { width: 96, height: 22 }, theme)];
  });
}
