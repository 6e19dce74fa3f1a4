import type { Exemption } from '../../domain/exemptions.ts';
import { formatOf } from '../../domain/format.ts';
import type { ReportModel } from '../../domain/report.ts';
import { column, tableOf, type Table } from './table.ts';

const statusWords: Readonly<Record<Exemption['status'], string>> = { expired: 'expired', unjustified: 'no reason', endsSoon: 'ends soon', active: 'in force' };

/** Exemptions: those that need a look first. */
export function exemptionsTable(model: ReportModel): Table {
  const format = formatOf(model);
  const { exemptions } = model;
  const scores = exemptions === null ? '' : ` Accepted score ${format.percent(exemptions.accepted)}; with every exempted resource counted as unhealthy ${format.percent(exemptions.raw)}.`;
  const about = { id: 'exemptions', title: 'Exemptions', note: `Resources that are exempt, by scope, recommendation and reason.${scores}`, empty: exemptions === null ? 'No resource states are on record.' : 'Nothing is exempt.' };
  return tableOf<Exemption>(about, exemptions?.rows ?? [], [
    column('text', 'recommendation', 'Recommendation', (row) => row.name, { width: 50 }),
    column('text', 'scope', 'Scope', (row) => row.scopeName, { width: 28 }),
    column('text', 'status', 'State', (row) => statusWords[row.status], { width: 14, means: 'Expired: the day in its reason has passed, yet it is in force. Ends soon: within 30 days.' }),
    column('count', 'resources', 'Resources', (row) => row.resources),
    column('text', 'kind', 'Kind', (row) => row.category, { width: 12, means: 'Waiver or mitigated, where the reason names it.' }),
    column('day', 'until', 'Until', (row) => row.expiresOn, { means: 'The day the reason names; empty: none.' }),
    column('text', 'reason', 'Reason', (row) => row.reason, { width: 60 }),
    column('instant', 'since', 'Since', (row) => row.since, { means: 'When the last of its resources was exempted.' }),
    column('text', 'key', 'Key', (row) => row.key),
    column('text', 'scope_id', 'Scope id', (row) => row.scopeId),
  ]);
}
