import type { Templates } from './templates.ts';
import { environmentsView, groupsView } from './overview.ts';
import { aggregateView, controlTrendsView, scopeTrendsView, stateChangesView, topRecommendationsView } from './panels.ts';
import { summaryView } from './summary.ts';
import { controlsView, scopesView } from './tables.ts';
import { trendView } from './trend.ts';
import { incompleteView, methodView, qualityView } from './trust.ts';
import { counted, type Page } from './view.ts';
import { exemptionsView } from './exemptions.ts';
import { accountView, actionsView } from './why.ts';

/** How the page gets its looks. */
export interface PageStyles {
  /** Content security policy of the page. */
  readonly policy: string;
  /** Address of the stylesheet; null: it is inside. */
  readonly stylesheet: string | null;
  /** Address of the script; null: none. */
  readonly script: string | null;
  readonly inlineStyles: string | null;
}

export interface Section {
  /** Also the name of its template and its anchor. */
  readonly id: string;
  readonly title: string;
  readonly view: (page: Page) => object;
  /** False: left out, and not in the contents. */
  readonly applies?: (page: Page) => boolean;
}

type Row = readonly Section[];

/** The sections after page one, in order; sections of one row share it where the window is wide. */
const rows: readonly Row[] = [
  [{ id: 'environments', title: 'Score by environment', view: environmentsView }],
  [{ id: 'groups', title: 'Management groups and groups', view: groupsView, applies: ({ model }) => model.managementGroups.length + model.groups.length > 0 }],
  [{ id: 'trend', title: 'Score over 12 months', view: trendView }],
  [{ id: 'account', title: 'Why the score moved', view: accountView }],
  [{ id: 'actions', title: 'Next best actions', view: actionsView }],
  [{ id: 'exemptions', title: 'Exemptions', view: exemptionsView, applies: ({ model }) => model.exemptions !== null }],
  [{ id: 'scope-trends', title: 'Current score trends per scope', view: scopeTrendsView }, { id: 'aggregate', title: 'Aggregated score for selected scopes over time', view: aggregateView }],
  [{ id: 'top-recommendations', title: 'Top recommendations with recent increase in unhealthy resources', view: topRecommendationsView }, { id: 'control-trends', title: 'Security controls scores over time (weekly)', view: controlTrendsView }],
  [{ id: 'state-changes', title: 'Resources changed over time', view: stateChangesView }],
  [{ id: 'controls', title: 'Recommendations by security control', view: controlsView }],
  [{ id: 'scopes', title: 'All scopes by environment', view: scopesView }],
  [{ id: 'quality', title: 'Data quality', view: qualityView }],
  [{ id: 'method', title: 'Method', view: methodView }],
];

/** The whole page. A section that fails becomes a notice; the rest stands. */
export function renderPage(page: Page, templates: Templates, styles: PageStyles): string {
  const shown = rows.map((row) => row.filter((section) => section.applies?.(page) ?? true));
  const entries = shown.flat().map(({ id, title }) => ({ id, title }));
  const html = [
    templates('head', headView(page, styles)),
    styles.inlineStyles === null ? '' : `<style>${styles.inlineStyles}</style>\n`,
    '</head>\n',
    templates('masthead', pageHeads(page)),
    page.model.quality.complete ? '' : renderSection({ id: 'incomplete', title: 'Incomplete', view: incompleteView }, page, templates),
    renderSection({ id: 'summary', title: 'Summary', view: summaryView }, page, templates),
    templates('contents', { entries }),
    ...shown.map((row) => renderRow(row, page, templates)),
    templates('foot', footView(page)),
  ].join('');
  return wellFormed(html);
}

function renderRow(row: Row, page: Page, templates: Templates): string {
  const sections = row.map((section) => renderSection(section, page, templates));
  return sections.length > 1 ? `<div class="row row-${row[0]?.id ?? ''}">\n${sections.join('')}</div>\n` : sections.join('');
}

/** Sections one after the other; one that fails becomes a notice. */
export function renderSections(wanted: readonly Section[], page: Page, templates: Templates): string[] {
  return wanted.map((section) => renderSection(section, page, templates));
}

function renderSection({ id, title, view }: Section, page: Page, templates: Templates): string {
  try {
    return templates(id, { id, title, ...view(page) });
  } catch (error) {
    return templates('notice', { id, title, message: error instanceof Error ? error.message : String(error) });
  }
}

export function headView({ model, format }: Page, { policy, stylesheet, script }: PageStyles) {
  const score = format.percent(model.headline.score.ratio);
  return {
    policy,
    stylesheet,
    script,
    lang: format.language,
    decimal: format.points(0.5).replace(/\d/g, ''),
    pageTitle: `${model.title}, ${format.day(model.day)}`,
    description: `Secure score ${score} on ${format.day(model.day)}, classic model of Microsoft Defender for Cloud.`,
    toolVersion: model.toolVersion,
  };
}

export function pageHeads({ model }: Page) {
  const { title, company, classification, day } = model;
  return { title, company, classification, day };
}

export function footView({ model, format }: Page) {
  const { footer, runId, takenAt, generatedAt, timeZone, toolVersion, formula, cloud, tenantIds } = model;
  const [only] = tenantIds;
  const tenantWords = only === undefined ? 'tenant not known' : tenantIds.length === 1 ? `tenant ${only}` : counted(tenantIds.length, 'tenant', format);
  return { footer, runId, takenAt, generatedAt, timeZone, toolVersion, formula, cloud, tenantWords, modelName: 'Classic secure score of Microsoft Defender for Cloud' };
}

/** Characters that HTML may not hold, and halves of surrogate pairs, become the replacement character. */
export function wellFormed(html: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the characters to remove
  return html.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufdd0-\ufdef\ufffe\uffff]/g, '\ufffd');
}
