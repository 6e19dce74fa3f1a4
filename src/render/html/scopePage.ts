import type { Format } from '../../domain/format.ts';
import type { ReportModel } from '../../domain/report.ts';
import { figureView, markView } from './charts.ts';
import { footView, headView, pageHeads, renderSections, wellFormed, type PageStyles, type Section } from './page.ts';
import { stateChangesView, topRecommendationsView } from './panels.ts';
import { recomputationView } from './recomputation.ts';
import { summaryView } from './summary.ts';
import type { Templates } from './templates.ts';
import { forecastWords } from './trend.ts';
import { environmentView, known, plainChange, type Page } from './view.ts';
import { accountView } from './why.ts';

/** What a page on one scope shows after its summary: the panels that selecting a row of the workbook narrows. */
const sections: readonly Section[] = [
  { id: 'scope-line', title: 'section.trend', view: lineView },
  { id: 'account', title: 'section.account', view: accountView },
  { id: 'scope-controls', title: 'section.controlTrends', view: controlsView },
  { id: 'top-recommendations', title: 'section.topRecommendations', view: topRecommendationsView },
  { id: 'state-changes', title: 'section.stateChanges', view: stateChangesView },
  { id: 'scope-recomputation', title: 'section.recomputation', view: recomputationView },
];

/** The page of a single scope, from a model of that scope alone; `page.home` is the report it belongs to. */
export function renderScopePage(page: Page, templates: Templates, styles: PageStyles): string {
  return wellFormed([
    templates('head', headView(page, styles)),
    '</head>\n',
    templates('masthead', pageHeads(page, styles)),
    templates('scope-place', placeView(page)),
    ...renderSections([{ id: 'summary', title: 'section.summary', view: summaryView }, ...sections], page, templates),
    templates('foot', footView(page)),
  ].join(''));
}

/** Where the scope stands, and the way back. */
function placeView({ model, home = '' }: Page): object {
  const [scope] = model.scopes;
  if (scope === undefined) throw new Error('a page of a scope needs the scope');
  return {
    home, name: scope.name, scopeId: scope.scopeId, portal: scope.portalUrl, stale: scope.stale,
    environment: environmentView(scope.environment), account: scope.account ?? '', group: known(scope.managementGroup, ''),
  };
}

function lineView(page: Page): object {
  const { charts, format } = page;
  return {
    finding: charts.findings.get('trend') ?? '',
    figure: figureView(charts, 'trend'),
    forecast: forecastWords(page).sentence,
    missing: { what: format.text('missing.line'), advice: format.text('missing.scopeLineAdvice') },
  };
}

function controlsView({ model, charts, format }: Page): object {
  const weekly = new Map(model.controlTrends.rows.map((row) => [row.controlId, row]));
  return {
    finding: charts.findings.get('controls') ?? '',
    rows: model.controls.filter(({ scopes }) => scopes > 0).map((control) => ({
      ...controlRow(control, format),
      spark: markView(charts, `weekly:${control.controlId}`),
      change: plainChange(weekly.get(control.controlId)?.change ?? null, format),
      bar: markView(charts, `control:${control.controlId}`),
    })),
    missing: { what: format.text('scopeControls.none'), advice: format.text('scopeControls.noneAdvice') },
  };
}

function controlRow({ name, ratio, current, maxScore, potentialIncrease, healthy, unhealthy }: ReportModel['controls'][number], format: Format) {
  return { name, scored: ratio !== null, ratio, current, maxScore, healthy, unhealthy, increase: { ...plainChange(potentialIncrease, format), tone: 'flat', arrow: '' } };
}
