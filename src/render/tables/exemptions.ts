import type { Exemption } from '../../domain/exemptions.ts';
import { formatOf } from '../../domain/format.ts';
import type { ReportModel } from '../../domain/report.ts';
import { column, tableOf, type Table } from './table.ts';

const statusWords: Readonly<Record<Exemption['status'], string>> = { expired: 'expired', lapsed: 'lapsed', unjustified: 'no reason', endsSoon: 'ends soon', active: 'in force' };

const sourceWords: Readonly<Record<Exemption['source'], string>> = { policyExemption: 'policy exemption', standardAssignment: 'exemption of a standard', assessment: 'text of the assessment' };

/** Exemptions: those that need a look first. */
export function exemptionsTable(model: ReportModel): Table {
  const format = formatOf(model);
  const { exemptions } = model;
  const scores = exemptions === null ? '' : ` Accepted score ${format.percent(exemptions.accepted)}; with every exempted resource counted as unhealthy ${format.percent(exemptions.raw)}${exemptions.withoutGrace === null ? '' : `; without grace periods ${format.percent(exemptions.withoutGrace)}, as the service gives it`}.`;
  const about = { id: 'exemptions', title: 'Exemptions', note: `Resources that are exempt, by scope, recommendation and reason.${scores}`, empty: exemptions === null ? 'No resource states are on record.' : 'Nothing is exempt.' };
  return tableOf<Exemption>(about, exemptions?.rows ?? [], [
    column('text', 'recommendation', 'Recommendation', (row) => row.name, { width: 50 }),
    column('text', 'scope', 'Scope', (row) => row.scopeName, { width: 28 }),
    column('text', 'status', 'State', (row) => statusWords[row.status], { width: 14, means: 'Expired: its day has passed, yet it is in force. Lapsed: its time was up in the last 90 days, and its resources fail again. Ends soon: within 30 days.' }),
    column('count', 'resources', 'Resources', (row) => row.resources),
    column('text', 'kind', 'Kind', (row) => row.category, { width: 12, means: 'Waiver or mitigated, as the exemption says; without one on record, where the reason names it.' }),
    column('day', 'until', 'Until', (row) => row.expiresOn, { means: 'Its last day; without an exemption on record, the day the reason names. Empty: none.' }),
    column('text', 'reason', 'Reason', (row) => row.reason, { width: 60 }),
    column('instant', 'since', 'Since', (row) => row.since, { means: 'When it was granted, else when the last of its resources was exempted.' }),
    column('text', 'granted_by', 'Granted by', (row) => row.createdBy, { width: 28, means: 'A name or object id, as the service gives it; empty: not on record.' }),
    column('text', 'exemption', 'Exemption', (row) => row.title, { width: 28, means: 'Its own name; empty: none on record.' }),
    column('text', 'source', 'Source', (row) => sourceWords[row.source], { width: 22, means: 'Where this is from.' }),
    column('link', 'portal', 'Portal', (row) => row.portalUrl),
    column('text', 'key', 'Key', (row) => row.key),
    column('text', 'scope_id', 'Scope id', (row) => row.scopeId),
  ]);
}
