import { compileTable } from './compileTable.ts';
import { isPageable, refusal } from './dialects.ts';
import { KqlError } from './errors.ts';
import { failure } from './expression.ts';
import type { Frame, Row } from './expression.ts';
import { defineLet } from './lets.ts';
import { MAX_QUERY_LENGTH, parseQuery } from './parse.ts';
import type { Parsed } from './parse.ts';
import { ticksOf } from './scalar/datetimes.ts';
import { MAX_INTERMEDIATE_ROWS } from './scope.ts';
import type { Context, Plan } from './scope.ts';
import { child, listIn } from './syntax.ts';
import type { Tree } from './syntax.ts';
import type { Column, CompiledQuery, Diagnostic, Dialect, KustoType, QueryResult, TableSchemas } from './types.ts';
import { toJson } from './values.ts';

/** Parses, binds, checks against the dialect and compiles. @throws KqlError for the first thing wrong. */
export function compile(text: string, schemas: TableSchemas, dialect: Dialect): CompiledQuery {
  rejectLong(text);
  try {
    return compileParsed(text, schemas, dialect);
  } catch (cause) {
    // The parser, the binder and this compiler all recurse into the tree.
    if (cause instanceof RangeError) throw new KqlError('limit', 'the query is nested too deeply', { cause });
    throw cause;
  }
}

function compileParsed(text: string, schemas: TableSchemas, dialect: Dialect): CompiledQuery {
  const parsed = parseQuery(text, schemas, dialect);
  const refused = refusal(parsed.tree, dialect, parsed.source);
  const broken = parsed.diagnostics.find(({ severity }) => severity === 'error');
  if (broken?.code === 'syntax') throw toError(broken);
  if (refused !== undefined) throw refused;
  if (broken !== undefined) throw toError(broken);
  const context = newContext(parsed, schemas, dialect);
  const expression = queryExpression(parsed, context);
  return toQuery(compileTable(expression, context), expression, context);
}

function rejectLong(text: string): void {
  if (text.length > MAX_QUERY_LENGTH) throw new KqlError('limit', `the query has ${text.length} characters; at most ${MAX_QUERY_LENGTH} are accepted`);
}

function toError({ code, message, line, column, token }: Diagnostic): KqlError {
  return new KqlError(code, message, { position: { line, column }, token });
}

function newContext({ source }: Parsed, schemas: TableSchemas, dialect: Dialect): Context {
  const frame: Frame = { now: 0, database: undefined, run: 0 };
  return { source, frame, dialect, schemas, fields: new Map(), bindings: new Map(), window: undefined, computed: new Map(), budget: { left: MAX_INTERMEDIATE_ROWS } };
}

/** The one tabular statement; the `let`s before it are bound on the way. */
function queryExpression({ tree, source }: Parsed, context: Context): Tree {
  const expressions: Tree[] = [];
  for (const statement of listIn(tree, 'Statements')) {
    if (statement.kind === 'ExpressionStatement') expressions.push(child(statement, 'Expression'));
    else defineLet(statement, context);
  }
  const [expression, second] = expressions;
  if (expression === undefined) throw new KqlError('syntax', 'the query is empty');
  if (second !== undefined) throw failure(source, second, 'unsupported', 'more than one query in a text is not supported', 'several queries');
  if (expression.columns === undefined) throw failure(source, expression, 'semantic', 'a query must give a table');
  return expression;
}

function toQuery(plan: Plan, expression: Tree, { frame, budget }: Context): CompiledQuery {
  const columns = plan.fields.map(({ name, type }): Column => ({ name, type }));
  return {
    columns,
    pageable: isPageable(expression, columns),
    run: (database, { now }): QueryResult => {
      frame.run++;
      frame.now = ticksOf(now);
      frame.database = database;
      budget.left = MAX_INTERMEDIATE_ROWS;
      try {
        return { columns, rows: plan.rows().map((row) => writeRow(row, plan)) };
      } finally {
        frame.database = undefined;
      }
    },
  };
}

const written = new Set<KustoType>(['datetime', 'timespan', 'real']);

function writeRow(row: Row, { fields }: Plan): readonly unknown[] {
  return fields.map(({ read, type }) => (written.has(type) ? toJson(read(row), type) : read(row)));
}
