import type { Format } from '../domain/format.ts';
import type { ReportModel } from '../domain/report.ts';
import { bulletBar, dataBar, divergingBar, sparkline, stateBar } from './marks.ts';
import { environmentColour, type Theme } from './theme.ts';

/** The small inline marks of tables and of page one, by key. */
export function reportMarks(model: ReportModel, theme: Theme, format: Format): ReadonlyMap<string, string> {
  return new Map([...headlineMarks(model, theme, format), ...scopeMarks(model, theme, format), ...recommendationMarks(model, theme), ...controlMarks(model, theme)]);
}

function headlineMarks({ headline, trend }: ReportModel, theme: Theme, format: Format): [string, string][] {
  const { ratio } = headline.score;
  const target = headline.target === null ? format.text('mark.noTarget', { score: format.percent(ratio) }) : format.text('mark.target', { score: format.percent(ratio), target: format.percent(headline.target) });
  const known = trend.overall.filter((point) => point.ratio !== null);
  const label = format.text('mark.headline', { days: known.length, from: format.percent(known[0]?.ratio ?? null), to: format.percent(known.at(-1)?.ratio ?? null) });
  return [
    ['target', bulletBar(ratio, headline.target, { id: 'mark-target', title: target }, theme)],
    ['headline', sparkline(trend.overall, { label, paint: 'ink' }, { width: 480, height: 64 }, theme)],
  ];
}

function scopeMarks({ scopes }: ReportModel, theme: Theme, format: Format): [string, string][] {
  return scopes.map((row) => {
    const known = row.trend.filter((point) => point.ratio !== null);
    const label = format.text('mark.scope', { from: format.percent(known[0]?.ratio ?? null), to: format.percent(known.at(-1)?.ratio ?? null) });
    return [`scope:${row.scopeId}`, sparkline(row.trend, { label, paint: environmentColour(theme, row.environment) }, { width: 96, height: 22 }, theme)];
  });
}

function recommendationMarks({ topRecommendations, stateChanges }: ReportModel, theme: Theme): [string, string][] {
  const most = Math.max(0, ...topRecommendations.rows.slice(0, 1).map((row) => row.unhealthy));
  const widest = stateChanges.rows.reduce((largest, row) => Math.max(largest, row.toUnhealthy, row.toHealthy + row.toNotApplicable), 0);
  return [
    ...topRecommendations.rows.map((row, index): [string, string] => [`top:${index}`, dataBar(most === 0 ? 0 : row.unhealthy / most, 'unhealthy', theme)]),
    ...stateChanges.rows.map((row, index): [string, string] => [`change:${index}`, divergingBar(row, widest, theme)]),
  ];
}

function controlMarks({ controls }: ReportModel, theme: Theme): [string, string][] {
  const most = controls.reduce((largest, row) => Math.max(largest, row.potentialIncrease ?? 0), 0);
  return controls.flatMap((row): [string, string][] => [
    [`control:${row.controlId}`, stateBar(row, theme)],
    [`gain:${row.controlId}`, dataBar(most === 0 || row.potentialIncrease === null ? 0 : row.potentialIncrease / most, 'accent', theme)],
  ]);
}
