import type { QueryProblem, QueryScope, ResourceGraph, WireRow } from '../azure/index.ts';
import type { PanelConfig } from '../domain/customising.ts';
import { columnKinds, panelRowLimit, queryHash, type PanelAnswer, type PanelColumn, type PanelValue } from '../domain/customPanels.ts';
import type { Gap } from '../domain/gap.ts';
import { message, told } from '../domain/told.ts';
import { listsOf } from './reach.ts';

/** Columns kept of a row, and characters of a value. */
const limits = { columns: 40, characters: 4_000 } as const;

export interface PanelWorld {
  readonly graph: ResourceGraph;
  /** Subscriptions of the selected scopes: panels see no others. */
  readonly subscriptions: readonly string[];
  /** Told of every request and of the rows. */
  note(requests: { readonly sent: number; readonly throttled: number; readonly retried: number; readonly rows: number }): void;
}

/** Asks the queries of config's panels. One that fails says so, in its answer and as a gap that affects no score; the others go on. */
export async function askPanels(panels: readonly PanelConfig[], world: PanelWorld): Promise<{ readonly answers: readonly PanelAnswer[]; readonly gaps: readonly Gap[] }> {
  const asked = new Map(panels.map((panel) => [queryHash(panel.query), panel]));
  const gaps: Gap[] = [];
  const answers = await Promise.all([...asked].map(async ([query, panel]): Promise<PanelAnswer> => {
    const { rows, total, problems, parts } = await askEverywhere(panel.query, world);
    const [problem] = problems;
    if (problem !== undefined) gaps.push(gapOf(panel, problem));
    return { query, ...tableOf(rows), total, parts, failure: problem === undefined ? null : problem.message };
  }));
  return { answers, gaps };
}

async function askEverywhere(text: string, { graph, subscriptions, note }: PanelWorld) {
  const rows: WireRow[] = [];
  const problems: QueryProblem[] = [];
  let total = 0;
  const scopes: readonly QueryScope[] = listsOf(subscriptions);
  for (const scope of scopes) {
    if (graph.firstRows === undefined) break;
    const answer = await graph.firstRows({ text, scope, rows: panelRowLimit });
    note({ ...answer.requests, rows: answer.rows.length });
    total += answer.total;
    rows.push(...answer.rows.slice(0, panelRowLimit - rows.length));
    if (answer.problem !== null) problems.push(answer.problem);
  }
  return { rows, total, problems, parts: scopes.length };
}

function gapOf({ title }: PanelConfig, problem: QueryProblem): Gap {
  return {
    cause: problem.kind, scopeId: null, affectsScore: false,
    ...told(message('gap.panel', { title, message: problem.message }), message('gapAdvice.panel')),
  };
}

/** Rows as a table: the columns of the first row and of those after it, values as text, number, truth or nothing. */
export function tableOf(rows: readonly WireRow[]): Pick<PanelAnswer, 'columns' | 'rows'> {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].slice(0, limits.columns);
  const values = rows.map((row) => names.map((name) => valueOf(Object.hasOwn(row, name) ? row[name] : null)));
  return { columns: names.map((name, index) => ({ name: name.slice(0, 200), kind: kindOf(values.map((row) => row[index] ?? null)) })), rows: values };
}

function valueOf(value: unknown): PanelValue {
  if (typeof value === 'boolean' || value === null || value === undefined) return value ?? null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= limits.characters ? text.toWellFormed() : `${text.slice(0, limits.characters).toWellFormed()}…`;
}

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,7})?Z$/;

function kindOf(values: readonly PanelValue[]): PanelColumn['kind'] {
  const known = values.filter((value) => value !== null && value !== '');
  const every = (test: (value: PanelValue) => boolean): boolean => known.length > 0 && known.every(test);
  const tests: Readonly<Record<PanelColumn['kind'], (value: PanelValue) => boolean>> = {
    number: (value) => typeof value === 'number',
    boolean: (value) => typeof value === 'boolean',
    instant: (value) => typeof value === 'string' && instant.test(value) && !Number.isNaN(Date.parse(value)),
    link: (value) => typeof value === 'string' && /^https:\/\/[^\s\\/@]+(?:\/|$)/.test(value),
    text: () => false,
  };
  return columnKinds.find((kind) => every(tests[kind])) ?? 'text';
}
