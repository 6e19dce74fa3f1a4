import { UserError } from '../../domain/errors.ts';
import { aggregateView } from './aggregate.ts';
import { introductionHtml } from '../brand/markdown.ts';
import type { Templates } from './templates.ts';
import { environmentsView, groupsView } from './overview.ts';
import { controlTrendsView, scopeTrendsView, stateChangesView, topRecommendationsView } from './panels.ts';
import { summaryView } from './summary.ts';
import { controlsView, scopesView } from './tables.ts';
import { trendView } from './trend.ts';
import { incompleteView, methodView, qualityView } from './trust.ts';
import type { MessageKey } from '../../domain/language.ts';
import type { Page } from './view.ts';
import { customPanelView } from './customPanels.ts';
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
  /** The script where it is inside; left out: it is linked or there is none. */
  readonly inlineScript?: string | null;
  /** The company's logo; null: none. */
  readonly logo: LogoView | null;
}

/** A logo as a page shows it. */
export interface LogoView {
  readonly src: string;
  readonly alt: string;
  readonly width: number;
  readonly height: number;
}

export interface Section {
  /** Also the name of its template and its anchor. */
  readonly id: string;
  readonly title: MessageKey;
  /** In place of the title, in somebody else's words; with it `template` names the template. */
  readonly own?: { readonly title: string; readonly template: string };
  readonly view: (page: Page) => object;
  /** False: left out, and not in the contents. */
  readonly applies?: (page: Page) => boolean;
}

/** What config says before the first figure. */
const introduction: Section = { id: 'introduction', title: 'section.introduction', view: ({ model }) => ({ finding: '', html: introductionHtml(model.introduction ?? '') }) };

type Row = readonly Section[];

/** The sections after page one, in order; sections of one row share it where the window is wide. */
const rows: readonly Row[] = [
  [{ id: 'environments', title: 'section.environments', view: environmentsView }],
  [{ id: 'trend', title: 'section.trend', view: trendView }],
  [{ id: 'groups', title: 'section.groups', view: groupsView, applies: ({ model }) => model.managementGroups.length + model.groups.length > 0 }],
  [{ id: 'account', title: 'section.account', view: accountView }],
  [{ id: 'actions', title: 'section.actions', view: actionsView }],
  [{ id: 'exemptions', title: 'section.exemptions', view: exemptionsView, applies: ({ model }) => model.exemptions !== null }],
  [{ id: 'scope-trends', title: 'section.scopeTrends', view: scopeTrendsView }, { id: 'aggregate', title: 'section.aggregate', view: aggregateView }],
  [{ id: 'top-recommendations', title: 'section.topRecommendations', view: topRecommendationsView }, { id: 'control-trends', title: 'section.controlTrends', view: controlTrendsView }],
  [{ id: 'state-changes', title: 'section.stateChanges', view: stateChangesView }],
  [{ id: 'controls', title: 'section.controls', view: controlsView }],
  [{ id: 'scopes', title: 'section.scopes', view: scopesView }],
  [{ id: 'quality', title: 'section.quality', view: qualityView }],
  [{ id: 'method', title: 'section.method', view: methodView }],
];

/** Panels of one's own come before what is said of the data itself. */
function customPanelRows({ model }: Page): readonly Row[] {
  return model.customPanels.map((panel) => [{ id: `panel-${panel.id}`, title: 'panel.own', own: { title: panel.title, template: 'custom-panel' }, view: (page) => customPanelView(panel, page) }]);
}

/** The whole page. A section that fails becomes a notice; the rest stands. */
export function renderPage(page: Page, templates: Templates, styles: PageStyles): string {
  const shown = [...rows.slice(0, -2), ...customPanelRows(page), ...rows.slice(-2)].map((row) => row.filter((section) => section.applies?.(page) ?? true));
  const entries = shown.flat().map(({ id, title, own }) => ({ id, title: own?.title ?? page.format.text(title) }));
  const html = [
    templates('head', headView(page, styles)),
    styles.inlineStyles === null ? '' : `<style>${styles.inlineStyles}</style>\n`,
    // A module runs when the page is complete, as the linked script does.
    (styles.inlineScript ?? null) === null ? '' : `<script type="module">${styles.inlineScript}</script>\n`,
    '</head>\n',
    templates('masthead', pageHeads(page, styles)),
    page.model.quality.complete ? '' : renderSection({ id: 'incomplete', title: 'incomplete.label', view: incompleteView }, page, templates),
    page.model.introduction === null ? '' : renderSection(introduction, page, templates),
    renderSection({ id: 'summary', title: 'section.summary', view: summaryView }, page, templates),
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

function renderSection({ id, title: key, own, view }: Section, page: Page, templates: Templates): string {
  const title = own?.title ?? page.format.text(key);
  try {
    return templates(own?.template ?? id, { id, title, ...view(page) });
  } catch (error) {
    // A fault in a template of one's own is its author's to mend: a page with holes would hide it.
    if (error instanceof UserError) throw error;
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
    // The script fills in what stands in braces.
    filter: { label: format.text('script.filter'), of: format.text('script.filterOf', { table: '{table}' }), count: format.text('script.filterCount', { shown: '{shown}', total: '{total}' }) },
    pageTitle: format.text('page.title', { title: model.title, day: format.day(model.day) }),
    description: format.text('page.description', { score, day: format.day(model.day) }),
    toolVersion: model.toolVersion,
  };
}

export function pageHeads({ model }: Page, { logo }: PageStyles) {
  const { title, company, classification, day, masked } = model;
  return { title, company, classification, day, masked, logo };
}

export function footView({ model, format, alone = false }: Page) {
  const { footer, runId, takenAt, generatedAt, timeZone, toolVersion, formula, cloud, tenantIds } = model;
  const [only] = tenantIds;
  const tenantWords = only === undefined ? format.text('foot.noTenant') : format.text('foot.tenants', { count: tenantIds.length, tenant: only });
  return { footer, runId, takenAt, generatedAt, timeZone, toolVersion, formula, cloud, tenantWords, alone, modelName: format.text('model.classic') };
}

/** Characters that HTML may not hold, and halves of surrogate pairs, become the replacement character. */
export function wellFormed(html: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the characters to remove
  return html.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufdd0-\ufdef\ufffe\uffff]/g, '\ufffd');
}
