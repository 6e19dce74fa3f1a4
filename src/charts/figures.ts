import { environmentLabel } from '../domain/environment.ts';
import type { Format } from '../domain/format.ts';
import type { ReportModel } from '../domain/report.ts';
import { rangesOf, type TrendRange } from '../domain/trendRanges.ts';
import type { TrendPoint } from '../domain/reportFigures.ts';
import { customPanelFigures } from './customPanels.ts';
import { combinedDrawing } from './controlsCombined.ts';
import type { ChartFigure, ChartSize } from './figure.ts';
import type { Drawing } from './program.ts';
import type { ChartPrograms } from './programs.ts';
import { axisOf, scoreLineDrawing, type ScoreLine } from './scoreLine.ts';
import { controlDrawing, environmentDrawing } from './smallMultiple.ts';
import { waterfallDrawing } from './waterfall.ts';
import { colour, environmentColour } from './theme.ts';
import { accountTitle, controlsTitle, controlTitle, environmentTitle, trendTitle } from './titles.ts';

/** A chart still to be drawn; null: there is nothing to draw. */
export interface PendingFigure {
  readonly key: string;
  readonly draw: () => Promise<ChartFigure | null>;
}

/** The charts of a report, in no particular order. */
export function chartFigures(model: ReportModel, programs: ChartPrograms, format: Format): PendingFigure[] {
  const sketch = { model, programs, format };
  return [
    { key: 'trend', draw: () => trendFigure(sketch) },
    ...rangesOf(model.trend.overall).map((range) => ({ key: `aggregate:${range.days}`, draw: () => aggregateFigure(sketch, range) })),
    { key: 'controls', draw: () => combinedFigure(sketch) },
    { key: 'account', draw: () => accountFigure(sketch) },
    ...model.environments.map((_, index) => ({ key: `environment:${model.environments[index]?.environment ?? ''}`, draw: () => environmentFigure(sketch, index) })),
    ...model.controlTrends.rows.map((row, index) => ({ key: `control:${row.controlId}`, draw: () => controlFigure(sketch, index) })),
    ...customPanelFigures(model.customPanels, programs, format),
  ];
}

interface Sketch {
  readonly model: ReportModel;
  readonly programs: ChartPrograms;
  readonly format: Format;
}

function trendFigure(sketch: Sketch): Promise<ChartFigure | null> {
  const { model, format } = sketch;
  const line: ScoreLine = { trend: model.trend.overall, likeForLike: model.trend.likeForLike, events: model.trend.events, target: model.headline.target, forecast: model.forecast.points, zoom: false, locale: model.locale };
  return lineFigure(sketch, 'trend', line, ['wide', 'medium', 'narrow'], trendTitle(model.trend.overall, format));
}

function aggregateFigure(sketch: Sketch, { days, trend }: TrendRange): Promise<ChartFigure | null> {
  const { model, format } = sketch;
  const line: ScoreLine = { trend, likeForLike: [], events: model.trend.events, target: model.headline.target, forecast: [], zoom: true, locale: model.locale };
  return lineFigure(sketch, `aggregate:${days}`, line, ['medium', 'narrow'], trendTitle(trend, format, 'aggregate'));
}

async function lineFigure({ programs, format }: Sketch, key: string, line: ScoreLine, sizes: readonly ChartSize[], title: string): Promise<ChartFigure | null> {
  const axis = axisOf(line);
  const subtitle = format.text('chart.byDay', { ...rangeOf(line.trend, format), zoomed: axis.zoomed ? 'yes' : 'no', bottom: axis.domain[0], top: axis.domain[1] });
  const description = extremesWords(line.trend, format);
  const drawings: ChartFigure['drawings'][number][] = [];
  for (const size of sizes) {
    const drawing = scoreLineDrawing(line, size, format, programs.theme);
    if (drawing === null) return null;
    drawings.push({ size, svg: await programs.scoreLine(drawing, { id: `chart-${key.replace(':', '-')}-${size}`, title, description, className: `chart chart-${size}`, plot: drawing.plot }) });
  }
  return { key, title, subtitle, description, drawings };
}

function rangeOf(trend: readonly TrendPoint[], format: Format): { readonly range: 'yes' | 'no'; readonly from: string; readonly to: string } {
  const [first, last] = [trend.find((point) => point.ratio !== null), trend.at(-1)];
  return { range: first === undefined || last === undefined || first.day === last.day ? 'no' : 'yes', from: format.day(first?.day ?? null), to: format.day(last?.day ?? null) };
}

/** Lowest and highest day of a line, in words. */
function extremesWords(trend: readonly TrendPoint[], format: Format): string {
  const known = trend.filter((point) => point.ratio !== null).toSorted((a, b) => (a.ratio ?? 0) - (b.ratio ?? 0));
  const [low, high] = [known[0], known.at(-1)];
  if (low === undefined || high === undefined) return '';
  const extremes = format.text('chart.extremes', { low: format.percent(low.ratio), lowDay: format.day(low.day), high: format.percent(high.ratio), highDay: format.day(high.day) });
  const missing = trend.length - known.length;
  return missing === 0 ? extremes : `${extremes} ${format.text('chart.missingDays', { missing, days: trend.length })}`;
}

async function combinedFigure({ model, programs, format }: Sketch): Promise<ChartFigure | null> {
  const title = controlsTitle(model, format);
  const description = format.text('chart.combined', { count: model.controlTrends.rows.length });
  const drawings: ChartFigure['drawings'][number][] = [];
  for (const size of ['medium', 'narrow'] as const) {
    const drawing = combinedDrawing(model.controlTrends, size, model.locale, format, programs.theme);
    if (drawing === null) return null;
    drawings.push({ size, svg: await programs.controlsCombined(drawing, { id: `chart-controls-${size}`, title, description, className: `chart chart-${size}` }) });
  }
  return { key: 'controls', title, subtitle: format.text('chart.controlsByWeek'), description, drawings };
}

async function accountFigure({ model, programs, format }: Sketch): Promise<ChartFigure | null> {
  const { account } = model;
  if (account === null || !account.parts.some((part) => part.shown !== 0)) return null;
  const title = accountTitle(account, format);
  const description = account.parts.map((part) => `${format.text(`cause.${part.cause}`)} ${format.pp(part.shown / 100)}`).join(', ');
  const drawings: ChartFigure['drawings'][number][] = [];
  for (const [size, width] of [['medium', 520], ['narrow', 356]] as const) {
    drawings.push({ size, svg: await programs.waterfall(waterfallDrawing(account, width, format, programs.theme), { id: `chart-account-${size}`, title, description, className: `chart chart-${size}` }) });
  }
  return { key: 'account', title, subtitle: format.text('chart.account', { from: format.percent(account.shownFrom / 100), day: format.day(account.since), to: format.percent(account.shownTo / 100) }), description, drawings };
}

async function environmentFigure({ model, programs, format }: Sketch, index: number): Promise<ChartFigure | null> {
  const row = model.environments[index];
  if (row === undefined || !row.trend.some((point) => point.ratio !== null)) return null;
  const paint = colour(programs.theme, environmentColour(programs.theme, row.environment));
  const title = environmentTitle(row.score.ratio, row.over30Days, format);
  return smallFigure({ programs, format }, `environment:${row.environment}`, { id: `chart-environment-${index}`, title: `${environmentLabel(row.environment)}: ${title}`, description: extremesWords(row.trend, format) }, title, environmentDrawing(row.trend, model.headline.target, paint, format));
}

async function controlFigure({ model, programs, format }: Sketch, index: number): Promise<ChartFigure | null> {
  const row = model.controlTrends.rows[index];
  if (row === undefined) return null;
  const title = controlTitle(row, format);
  const drawing = controlDrawing(row, model.controlTrends.weeks, colour(programs.theme, 'ink'), format);
  return smallFigure({ programs, format }, `control:${row.controlId}`, { id: `chart-control-${index}`, title: `${row.name}: ${title}`, description: '' }, title, drawing);
}

async function smallFigure({ programs, format }: Pick<Sketch, 'programs' | 'format'>, key: string, words: { readonly id: string; readonly title: string; readonly description: string }, title: string, drawing: Drawing): Promise<ChartFigure> {
  const svg = await programs.smallMultiple(drawing, { ...words, className: 'chart chart-small' });
  return { key, title, subtitle: format.text('chart.percent'), description: words.description, drawings: [{ size: 'narrow', svg }] };
}
