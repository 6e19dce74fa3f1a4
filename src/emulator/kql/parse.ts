import { positionAt } from './errors.ts';
import { languageService } from './languageService.ts';
import type { BridgeCode, BridgeDiagnostic, BridgeGlobals } from './languageService.ts';
import type { Source } from './expression.ts';
import { toTree } from './syntax.ts';
import type { Tree } from './syntax.ts';
import type { Diagnostic, Dialect, TableSchemas } from './types.ts';

/** A bound query, or what is wrong with it. */
export interface Parsed {
  readonly source: Source;
  readonly tree: Tree;
  readonly diagnostics: readonly Diagnostic[];
}

/** A query without a table reads `resources` (Resource Graph's default table). */
const DEFAULT_TABLE = 'resources';

/** The language service's code for "The operator cannot be the first operator in a query". */
const OPERATOR_CANNOT_BE_FIRST = 'KS174';

const globalsBySchemas = new WeakMap<TableSchemas, Map<string, BridgeGlobals>>();

/** Longest text the services take is not documented; this keeps a hostile one from occupying the parser. */
export const MAX_QUERY_LENGTH = 200_000;

/** Parses and binds a query's text. */
export function parseQuery(text: string, schemas: TableSchemas, dialect: Dialect): Parsed {
  const service = languageService();
  if (dialect === 'resourceGraph' && stripComments(text).startsWith('|')) return parseAfter(`${DEFAULT_TABLE} `, text, schemas, dialect);
  const code = service.parse(text, globalsFor(text, schemas, dialect));
  const startsWithOperator = diagnosticsOf(code).some(({ Code }) => Code === OPERATOR_CANNOT_BE_FIRST);
  return dialect === 'resourceGraph' && startsWithOperator ? parseAfter(`${DEFAULT_TABLE} | `, text, schemas, dialect) : finish(code, text, 0);
}

/** Parses the text with a table put in front; positions are reported without it. */
function parseAfter(prefix: string, text: string, schemas: TableSchemas, dialect: Dialect): Parsed {
  const whole = prefix + text;
  return finish(languageService().parse(whole, globalsFor(whole, schemas, dialect)), whole, prefix.length);
}

function stripComments(text: string): string {
  return text.replace(/^(?:\s*\/\/[^\n]*(?:\n|$))+/, '').trimStart();
}

function diagnosticsOf(code: BridgeCode): readonly BridgeDiagnostic[] {
  const list = code.GetDiagnostics();
  return Array.from({ length: list.Count }, (_, index) => list.getItem(index));
}

function finish(code: BridgeCode, text: string, prefix: number): Parsed {
  const diagnostics = diagnosticsOf(code).map((diagnostic) => toDiagnostic(diagnostic, text, prefix));
  return { source: { text, prefix }, tree: toTree(code.Syntax), diagnostics };
}

/** Codes KS000–KS099 come from the parser, the others from the binder. */
function toDiagnostic(diagnostic: BridgeDiagnostic, text: string, prefix: number): Diagnostic {
  const { line, column } = positionAt(text.slice(prefix), diagnostic.Start - prefix);
  const token = text.slice(Math.max(prefix, diagnostic.Start), diagnostic.Start + diagnostic.Length);
  const severity = diagnostic.Severity === 'Error' ? 'error' : diagnostic.Severity === 'Warning' ? 'warning' : 'suggestion';
  return { severity, code: /^KS0/.test(diagnostic.Code) ? 'syntax' : 'semantic', message: diagnostic.Message, line, column, token };
}

/** The tables as the language service wants them. It compares names with case, so Resource Graph's tables are given in every spelling the text uses. */
function globalsFor(text: string, schemas: TableSchemas, dialect: Dialect): BridgeGlobals {
  const spellings = dialect === 'resourceGraph' ? spellingsIn(text, schemas) : [];
  const known = globalsBySchemas.get(schemas) ?? new Map<string, BridgeGlobals>();
  globalsBySchemas.set(schemas, known);
  const key = spellings.map(([name]) => name).join();
  const globals = known.get(key) ?? build(schemas, spellings);
  if (known.size > 100) known.clear();
  known.set(key, globals);
  return globals;
}

function spellingsIn(text: string, schemas: TableSchemas): readonly (readonly [string, string])[] {
  const tables = new Map(Object.keys(schemas).map((table) => [table.toLowerCase(), table]));
  const words = new Set(text.match(/[A-Za-z_]\w*/g));
  return [...words].sort().flatMap((word) => {
    const table = tables.get(word.toLowerCase());
    return table === undefined || table === word ? [] : [[word, table] as const];
  });
}

function build(schemas: TableSchemas, spellings: readonly (readonly [string, string])[]): BridgeGlobals {
  const tables = Object.entries(schemas).map(([name, columns]) => ({ name, columns }));
  const respelled = spellings.map(([name, table]) => ({ name, columns: schemas[table] ?? [] }));
  return languageService().globals([...tables, ...respelled]);
}
