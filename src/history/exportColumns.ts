/** What can be exported: a row a scope and run, control and run, recommendation and run, or change of state. */
export const exportKinds = ['scores', 'controls', 'recommendations', 'changes'] as const;
export type ExportKind = (typeof exportKinds)[number];

/** Value of a cell; null where there is none. */
export type Cell = string | number | boolean | null;

export interface ExportColumn {
  readonly name: string;
  /** `instant`: ISO 8601 UTC. */
  readonly kind: 'text' | 'number' | 'boolean' | 'instant';
  /** What it holds, for the documentation. */
  readonly about: string;
}

const text = (name: string, about: string): ExportColumn => ({ name, kind: 'text', about });
const number = (name: string, about: string): ExportColumn => ({ name, kind: 'number', about });

const run: readonly ExportColumn[] = [
  text('runId', 'the run'),
  text('day', 'its day `YYYY-MM-DD` in the configured time zone'),
  { name: 'takenAt', kind: 'instant', about: 'the moment it stands for, UTC' },
  text('source', '`live`, `continuousExport` or `file`'),
  { name: 'complete', kind: 'boolean', about: 'false when a gap affects a figure of the run' },
];

const scope: readonly ExportColumn[] = [
  text('scopeId', 'ARM id, lower case'),
  text('scope', 'name as of the run; empty when not known'),
  text('environment', 'Azure, AWS, GCP …; empty when not known'),
];

const counts: readonly ExportColumn[] = [number('healthy', 'resources'), number('unhealthy', 'resources'), number('notApplicable', 'resources')];

const points: readonly ExportColumn[] = [number('current', 'points reached'), number('max', 'points to reach'), number('ratio', 'as the service rounds it, 0–1')];

/** Columns of each export, in order. Names and order are a contract: columns are only ever added, at the end. */
export const exportColumns: Readonly<Record<ExportKind, readonly ExportColumn[]>> = {
  scores: [
    ...run, ...scope, ...points, number('weight', 'of the scope in roll-ups'),
    number('graceCurrent', 'points of the row without resources in grace'), number('graceMax', 'of that row'), number('graceRatio', 'of that row'),
    text('missing', 'why there is no score that counts: the cause of a gap, `left`, `noScore`, `nothingToReach` or `noWeight`; empty when there is one'),
  ],
  controls: [...run, ...scope, text('controlId', 'id'), text('control', 'name as of the run; empty when not known'), ...points, number('weight', 'of the control'), ...counts],
  recommendations: [
    ...run, ...scope, text('key', 'recommendation key'), text('recommendation', 'name as of the run; empty when not known'), text('severity', 'as of the run; empty when not known'),
    ...counts, number('exempt', 'those of `notApplicable` that are exempt'),
  ],
  changes: [
    ...run, ...scope, { name: 'at', kind: 'instant', about: 'when the state changed, UTC' }, text('atSource', '`reported` by the service, or `firstSeen` by this run'),
    text('key', 'recommendation key'), text('recommendation', 'name as of the run; empty when not known'), text('severity', 'as of the run; empty when not known'),
    text('resourceId', 'lower case'), text('resource', 'name'), text('from', 'state before; empty: it was not on record'), text('to', 'state after; empty: deleted'),
    text('cause', 'as given'), text('reason', 'as given'),
  ],
};
