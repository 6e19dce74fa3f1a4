import { KqlError } from './errors.ts';
import type { Eval, Expression, Frame, Row, Source } from './expression.ts';
import type { Tree } from './syntax.ts';
import type { Column, Dialect, KustoType, TableSchemas } from './types.ts';
import type { Value } from './values.ts';

/** A column of a plan, and how to read it from the plan's rows. */
export interface Field extends Column {
  readonly read: Eval;
}

/** A compiled tabular expression. */
export interface Plan {
  readonly fields: readonly Field[];
  /** Slots in each row. */
  readonly width: number;
  /** Rows in order, computed anew at each call. */
  readonly rows: () => readonly Row[];
  /** True when the order is part of the result, so that window functions may be used. */
  readonly serialized: boolean;
  /** For a bare table: the same plan, narrowed by the database's index to rows of one resource type. */
  readonly ofType?: (typeLowerCase: string) => Plan;
}

/** What a `let`, `as` or function parameter name stands for. */
export type Binding =
  | { readonly is: 'scalar'; readonly expression: Expression; /** Reads the row at hand: not to be used where that row is out of sight. */ readonly rowBound?: boolean }
  | { readonly is: 'table'; readonly plan: Plan }
  | { readonly is: 'function'; readonly declaration: Tree; readonly context: Context };

/** Where the row loop stands, for `prev`, `next` and the like. One per serialized operator. */
export interface Window {
  rows: readonly Row[];
  index: number;
}

/** Everything that compiling an expression needs to know. */
export interface Context {
  readonly source: Source;
  readonly frame: Frame;
  readonly dialect: Dialect;
  readonly schemas: TableSchemas;
  readonly fields: ReadonlyMap<string, Field>;
  readonly bindings: Map<string, Binding>;
  readonly window: Window | undefined;
  /** Nodes that are already computed elsewhere, such as the aggregates inside an expression of summarize. */
  readonly computed: ReadonlyMap<Tree, Field>;
  /** Rows the operators of one run may still make. */
  readonly budget: Budget;
}

/** Guards a run against outgrowing memory. */
export interface Budget {
  left: number;
}

/** The context for expressions over the rows of a plan. */
export function over(context: Context, plan: Plan): Context {
  const window: Window | undefined = plan.serialized ? { rows: [], index: 0 } : undefined;
  return { ...context, fields: new Map(plan.fields.map((field) => [field.name, field])), window };
}

/** The context for expressions that see no row. */
export function rowless(context: Context): Context {
  const bindings = new Map([...context.bindings].filter(([, binding]) => binding.is !== 'scalar' || binding.rowBound !== true));
  return { ...context, bindings, fields: new Map(), window: undefined };
}

const readers: Eval[] = [];

/** Reads one slot of a row. */
export function slot(index: number): Eval {
  return (readers[index] ??= (row) => row[index] as Value);
}

/** Fields read from consecutive slots. */
export function fieldsOf(columns: readonly Column[], from = 0): Field[] {
  return columns.map(({ name, type }, index) => ({ name, type, read: slot(from + index) }));
}

/** The value an outer join puts where there is no row: string has no null. */
export function missing(type: KustoType): Value {
  return type === 'string' ? '' : null;
}

/** Takes rows off what the run may still make. @throws KqlError `limit` when there is nothing left. */
export function spend(budget: Budget, rows: number): void {
  budget.left -= rows;
  if (budget.left < 0) throw new KqlError('limit', `the query makes more than ${MAX_INTERMEDIATE_ROWS} intermediate rows`);
}

/** What one run may make by joins, expansions and ranges. */
export const MAX_INTERMEDIATE_ROWS = 5_000_000;
