/** Which Azure service the text is addressed to: they accept different subsets of KQL. */
export type Dialect = 'resourceGraph' | 'logAnalytics';

/** Scalar types of the Kusto Query Language. */
export type KustoType =
  | 'string' | 'long' | 'int' | 'real' | 'decimal' | 'bool' | 'datetime' | 'timespan' | 'dynamic' | 'guid';

/** A named, typed column. */
export interface Column {
  /** Name as the query spells it; unique within a table. */
  readonly name: string;
  /** Kusto type of every value in the column. */
  readonly type: KustoType;
}

/** Table name → columns. Resource Graph compares table names without case, Log Analytics with case. */
export type TableSchemas = Readonly<Record<string, readonly Column[]>>;

/** Where a run reads its rows: JSON objects as Azure returns them (datetimes as ISO strings, dynamic as plain JSON). */
export interface Database {
  /** The same schemas the query was compiled against. */
  readonly schemas: TableSchemas;
  /** All rows of a table, named with the schema's own spelling. Never written to. */
  rows(table: string): readonly object[];
  /**
   * Optional index: exactly the rows of `table` whose `type` column, lower-cased, equals `typeLowerCase`, in the order of `rows`.
   * Used when the query begins with `where type =~ 'literal'` or `==`.
   */
  rowsByType?(table: string, typeLowerCase: string): readonly object[];
}

/** What a run returns: values ready for JSON.stringify, one array per row in column order. */
export interface QueryResult {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly unknown[])[];
}

/** What changes from one run to the next. */
export interface RunOptions {
  /** The instant `now()` returns throughout the run. */
  readonly now: Date;
}

/** A query parsed and bound once, to be run many times. Runs are synchronous and share nothing. */
export interface CompiledQuery {
  /** Result columns, known before any run. */
  readonly columns: readonly Column[];
  /** Resource Graph pages a result only when it has an `id` column and does not end in summarize, limit, take, top or count. */
  readonly pageable: boolean;
  /** @throws KqlError with code `limit` when intermediate rows outgrow the engine, `unsupported` for values it cannot hold. */
  run(database: Database, options: RunOptions): QueryResult;
}

/** One complaint about a query's text. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning' | 'suggestion';
  readonly code: KqlErrorCode;
  readonly message: string;
  /** 1-based line and column of the first character complained about. */
  readonly line: number;
  readonly column: number;
  /** The characters complained about; empty at the end of the text. */
  readonly token: string;
}

/** `unsupported`: valid Kusto that this engine does not execute. `refused`: valid Kusto that the dialect does not accept. */
export type KqlErrorCode = 'syntax' | 'semantic' | 'unsupported' | 'refused' | 'limit';
