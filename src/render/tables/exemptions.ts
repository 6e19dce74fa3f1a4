import type { Exemption } from '../../domain/exemptions.ts';
import { formatOf, type Format } from '../../domain/format.ts';
import type { MessageKey } from '../../domain/language.ts';
import type { ReportModel } from '../../domain/report.ts';
import { column, tableOf, said, type Said, type SaidTable } from './table.ts';

const statusWords: Readonly<Record<Exemption['status'], MessageKey>> = { expired: 'table.expired', lapsed: 'table.lapsed', unjustified: 'table.noReason', endsSoon: 'table.endsSoon', active: 'table.inForce' };

const sourceWords: Readonly<Record<Exemption['source'], MessageKey>> = { policyExemption: 'table.policyExemption', standardAssignment: 'table.exemptionOfAStandard', assessment: 'table.textOfTheAssessment' };

/** Exemptions: those that need a look first. */
export function exemptionsTable(model: ReportModel): SaidTable {
  const format = formatOf(model);
  const { exemptions } = model;
  const about = { id: 'exemptions', title: said('table.exemptions'), note: noteOf(exemptions, format), empty: exemptions === null ? said('table.noResourceStatesAreOnRecord') : said('table.nothingIsExempt') };
  return tableOf<Exemption>(about, exemptions?.rows ?? [], [
    column('text', 'recommendation', said('head.recommendation'), (row) => row.name, { width: 50 }),
    column('text', 'scope', said('head.scope'), (row) => row.scopeName, { width: 28 }),
    column('text', 'status', said('head.state'), (row) => said(statusWords[row.status]), { width: 14, means: said('table.expiredItsDayHasPassedYetIt') }),
    column('count', 'resources', said('head.resources'), (row) => row.resources),
    column('text', 'kind', said('head.kind'), (row) => (row.category === null ? null : said(`exemptionWord.${row.category}`)), { width: 12, means: said('table.waiverOrMitigatedAsTheExemptionSays') }),
    column('day', 'until', said('head.until'), (row) => row.expiresOn, { means: said('table.itsLastDayWithoutAnExemptionOn') }),
    column('text', 'reason', said('head.reason'), (row) => row.reason, { width: 60 }),
    column('instant', 'since', said('table.since'), (row) => row.since, { means: said('table.whenItWasGrantedElseWhenThe') }),
    column('text', 'granted_by', said('head.grantedBy'), (row) => row.createdBy, { width: 28, means: said('table.aNameOrObjectIdAsThe') }),
    column('text', 'exemption', said('table.exemption'), (row) => row.title, { width: 28, means: said('table.itsOwnNameEmptyNoneOnRecord') }),
    column('text', 'source', said('table.source'), (row) => said(sourceWords[row.source]), { width: 22, means: said('table.whereThisIsFrom') }),
    column('link', 'portal', said('table.portal'), (row) => row.portalUrl),
    column('text', 'key', said('table.key'), (row) => row.key),
    column('text', 'scope_id', said('table.scopeId'), (row) => row.scopeId),
  ]);
}

function noteOf(exemptions: ReportModel['exemptions'], format: Format): Said {
  if (exemptions === null) return said('exemptionTable.note');
  const { accepted, raw, withoutGrace } = exemptions;
  return said('exemptionTable.noteScores', { accepted: format.percent(accepted), raw: format.percent(raw), grace: withoutGrace === null ? 'no' : 'yes', withoutGrace: format.percent(withoutGrace) });
}
