import type { ScopeRow } from '../../domain/reportPanels.ts';
import { footView, headView, pageHeads, renderSections, wellFormed, type PageStyles } from './page.ts';
import type { Templates } from './templates.ts';
import { environmentView, firstOf, known, scoredWords, type Page } from './view.ts';

/** Rows of the list: more than this is more than a browser filters while one types. */
const limit = 10_000;

/** Every scope in one light list, to search in: the way to a scope in a tenant whose report cannot list them all. */
export function renderScopeIndex(page: Page, templates: Templates, styles: PageStyles): string {
  return wellFormed([
    templates('head', headView(page, styles)),
    '</head>\n',
    templates('masthead', pageHeads(page, styles)),
    ...renderSections([{ id: 'scope-index', title: 'section.scopeIndex', view: indexView }], page, templates),
    templates('foot', footView(page)),
  ].join(''));
}

function indexView(page: Page): object {
  const { model, format, home = '' } = page;
  return {
    home,
    finding: scoredWords(model.quality.scoredScopes, model.quality.expectedScopes, format),
    words: format.text('count.scopes', { count: model.scopes.length }),
    rows: model.scopes.slice(0, limit).map((row) => scopeRow(row, page)),
    more: firstOf(Math.min(limit, model.scopes.length), model.scopes.length, page, 'scopes', 'scopes'),
  };
}

function scopeRow(row: ScopeRow, { format, scopePages }: Page) {
  return {
    name: row.name,
    page: scopePages?.get(row.scopeId) ?? null,
    account: row.account ?? '',
    environment: environmentView(row.environment).label,
    score: row.ratio === null ? known(row.noScoreReason, format.text('score.noneInline')) : format.percent(row.ratio),
    scored: row.ratio !== null,
    change: row.over30Days.shown === null ? '' : format.pp(row.over30Days.shown),
  };
}
