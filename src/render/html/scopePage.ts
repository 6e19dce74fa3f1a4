import type { ReportModel } from '../../domain/report.ts';
import { figureView, markView } from './charts.ts';
import { footView, headView, pageHeads, renderSections, wellFormed, type PageStyles, type Section } from './page.ts';
import { stateChangesView, topRecommendationsView } from './panels.ts';
import { summaryView } from './summary.ts';
import type { Templates } from './templates.ts';
import { environmentView, known, plainChange, type Page } from './view.ts';

/** What a page on one scope shows after its summary: the panels that selecting a row of the workbook narrows. */
const sections: readonly Section[] = [
  { id: 'scope-line', title: 'Score over 12 months', view: lineView },
  { id: 'scope-controls', title: 'Security controls scores over time (weekly)', view: controlsView },
  { id: 'top-recommendations', title: 'Top recommendations with recent increase in unhealthy resources', view: topRecommendationsView },
  { id: 'state-changes', title: 'Resources changed over time', view: stateChangesView },
];

/** The page of a single scope, from a model of that scope alone; `page.home` is the report it belongs to. */
export function renderScopePage(page: Page, templates: Templates, styles: PageStyles): string {
  return wellFormed([
    templates('head', headView(page, styles)),
    '</head>\n',
    templates('masthead', pageHeads(page)),
    templates('scope-place', placeView(page)),
    ...renderSections([{ id: 'summary', title: 'Summary', view: summaryView }, ...sections], page, templates),
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

function lineView({ charts }: Page): object {
  return {
    finding: charts.findings.get('trend') ?? '',
    figure: figureView(charts, 'trend'),
    missing: { what: 'No score is on record yet.', advice: 'The line begins with the first run in which the scope has a score.' },
  };
}

function controlsView({ model, charts }: Page): object {
  const weekly = new Map(model.controlTrends.rows.map((row) => [row.controlId, row]));
  return {
    finding: charts.findings.get('controls') ?? '',
    rows: model.controls.filter(({ scopes }) => scopes > 0).map((control) => ({
      ...controlRow(control),
      spark: markView(charts, `weekly:${control.controlId}`),
      change: plainChange(weekly.get(control.controlId)?.change ?? null),
      bar: markView(charts, `control:${control.controlId}`),
    })),
    missing: { what: 'No control counts in this scope.', advice: 'Controls count where a resource is assessed.' },
  };
}

function controlRow({ name, ratio, current, maxScore, potentialIncrease, healthy, unhealthy }: ReportModel['controls'][number]) {
  return { name, scored: ratio !== null, ratio, current, maxScore, healthy, unhealthy, increase: { ...plainChange(potentialIncrease), tone: 'flat', arrow: '' } };
}
