import type { Exemption } from '../../domain/exemptions.ts';
import { shownChange } from '../../domain/reportFigures.ts';
import { firstOf, known, type Page } from './view.ts';

/** Rows on the page; report.json holds all. */
const rowsShown = 25;

/** The score with and without exemptions, and those that need a look first. */
export function exemptionsView(page: Page): object {
  const { format, model: { exemptions } } = page;
  if (exemptions === null) throw new Error('there are no exemptions to show');
  const shown = exemptions.rows.slice(0, rowsShown);
  return {
    finding: findingOf(page),
    accepted: exemptions.accepted,
    raw: exemptions.raw,
    words: [format.text('exemptions.count', { count: exemptions.assessments, counting: exemptions.counting }), graceWords(page)].filter((text) => text !== '').join(' '),
    more: firstOf(shown.length, exemptions.rows.length, page, 'exemptions', 'exemptions'),
    rows: shown.map((row) => ({
      name: row.name, scope: row.scopeName, resources: row.resources,
      reason: known(row.reason, format.text('exemptions.noReason')), hasReason: row.reason !== null,
      by: known(row.createdBy, format.text('exemptions.byNobody')), hasBy: row.createdBy !== null, title: row.title ?? '', portal: row.portalUrl,
      category: row.category === null ? '' : format.text(`exemptionKind.${row.category}`),
      expires: { known: row.expiresOn !== null, text: row.expiresOn === null ? format.text('due.none') : format.day(row.expiresOn), overdue: false },
      status: format.text(`exemptionStatus.${row.status}`), bad: needsLook(row),
    })),
    missing: { what: format.text('exemptions.nothing'), advice: format.text('exemptions.nothingAdvice') },
  };
}

/** What grace periods contribute, by the service's own figure; empty where there are none. */
function graceWords({ format, model: { exemptions } }: Page): string {
  if (exemptions === null || exemptions.withoutGrace === null || exemptions.inGrace === 0) return '';
  const lift = format.pp(shownChange(exemptions.withoutGrace, exemptions.accepted)).replace('+', '');
  return format.text('exemptions.grace', { count: exemptions.inGrace, lift, without: format.percent(exemptions.withoutGrace) });
}

function needsLook({ status }: Exemption): boolean {
  return status !== 'active' && status !== 'endsSoon';
}

function findingOf({ format, model: { exemptions } }: Page): string {
  if (exemptions === null || exemptions.rows.length === 0) return '';
  const lift = format.pp(shownChange(exemptions.raw, exemptions.accepted)).replace('+', '');
  return format.text('exemptions.finding', { lift, look: exemptions.rows.filter(needsLook).length });
}
