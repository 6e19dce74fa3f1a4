import { languageService } from './languageService.ts';
import type { BridgeCode, BridgeDiagnostic, BridgeGlobals } from './languageService.ts';
import { placeIn } from './expression.ts';
import type { Insertion, Source } from './expression.ts';
import { toTree } from './syntax.ts';
import type { Tree } from './syntax.ts';
import type { Diagnostic, Dialect, TableSchemas } from './types.ts';

/** A bound query, or what is wrong with it. */
export interface Parsed {
  readonly source: Source;
  readonly tree: Tree;
  readonly diagnostics: readonly Diagnostic[];
  /** True when the text has no table before its first operator. */
  readonly startsWithOperator: boolean;
}

/** A query without a table reads `resources` (Resource Graph's default table). */
const DEFAULT_TABLE = 'resources';

/** The language service's code for "The operator cannot be the first operator in a query". */
const OPERATOR_CANNOT_BE_FIRST = 'KS174';

/** Its code for `$right.a == $left.b`, which the services accept; `join` checks the sides itself. */
const SIDES_REVERSED = 'KS183';

const globalsBySchemas = new WeakMap<TableSchemas, Map<string, BridgeGlobals>>();

/** Longest text the services take is not documented; this keeps a hostile one from occupying the parser. */
export const MAX_QUERY_LENGTH = 200_000;

/** Parses and binds a query's text. */
export function parseQuery(text: string, schemas: TableSchemas, dialect: Dialect): Parsed {
  const trees = treesBySchemas.get(schemas) ?? new Map<string, Parsed>();
  treesBySchemas.set(schemas, trees);
  const key = `${dialect} ${text.replace(moments, blank)}`;
  const known = trees.get(key);
  // Same length, same places: only the moments differ, and those are read from the text.
  if (known !== undefined) return { ...known, source: { ...known.source, text } };
  const parsed = parseText(text, schemas, dialect);
  if (parsed.source.text === text && parsed.diagnostics.length === 0 && hasOnlyMoments(parsed, text)) trees.set(key, parsed);
  return parsed;
}

/**
 * Trees by text with the moments blanked. Parsing and binding cost far more than running, and a program that asks for what changed
 * since its last run sends the same text with another moment each time.
 */
const treesBySchemas = new WeakMap<TableSchemas, Map<string, Parsed>>();
const moments = /datetime\(\d{4}-\d{2}-\d{2}[\dT:.Z]*\)/g;
const blank = (moment: string): string => 'datetime('.padEnd(moment.length, '0');

/** True when there are moments and each is a literal of the query, not part of a string or a comment. */
function hasOnlyMoments({ tree }: Parsed, text: string): boolean {
  const literals = new Set<number>();
  const visit = (node: Tree): void => {
    if (node.kind === 'DateTimeLiteralExpression') literals.add(node.start);
    node.children.forEach(visit);
  };
  visit(tree);
  const found = [...text.matchAll(moments)];
  return found.length > 0 && found.every(({ index }) => literals.has(index));
}

function parseText(text: string, schemas: TableSchemas, dialect: Dialect): Parsed {
  const bracketed = bracketKind(text);
  const parse = (source: Source): Parsed => finish(languageService().parse(source.text, globalsFor(source.text, schemas, dialect)), source);
  if (dialect === 'resourceGraph' && stripComments(text).startsWith('|')) return parse(prepend(`${DEFAULT_TABLE} `, bracketed));
  const parsed = parse(bracketed);
  return dialect === 'resourceGraph' && parsed.startsWithOperator ? parse(prepend(`${DEFAULT_TABLE} | `, bracketed)) : parsed;
}

function prepend(prefix: string, { text, insertions }: Source): Source {
  const moved = insertions.map(({ at, length }) => ({ at: at + prefix.length, length }));
  return { text: prefix + text, insertions: [{ at: 0, length: prefix.length }, ...moved] };
}

/**
 * Kusto takes a column `kind` (every Resource Graph row has one) in these operators as it is; the language service reads a keyword there,
 * so it is given the bracketed name.
 */
function bracketKind(text: string): Source {
  const insertions: Insertion[] = [];
  const bracketed = text.replace(/(?<=(?:^|\|)\s*project-(?:away|keep|reorder)\s[^|'"]{0,2000}?)(?<![\w.])kind(?!\w)/g, (_, offset: number) => {
    const at = offset + insertions.reduce((sum, { length }) => sum + length, 0);
    insertions.push({ at, length: 2 }, { at: at + 6, length: 2 });
    return "['kind']";
  });
  return { text: bracketed, insertions };
}

function stripComments(text: string): string {
  return text.replace(/^(?:\s*\/\/[^\n]*(?:\n|$))+/, '').trimStart();
}

function diagnosticsOf(code: BridgeCode): readonly BridgeDiagnostic[] {
  const list = code.GetDiagnostics();
  return Array.from({ length: list.Count }, (_, index) => list.getItem(index));
}

function finish(code: BridgeCode, source: Source): Parsed {
  const found = diagnosticsOf(code);
  const diagnostics = found.filter(({ Code }) => Code !== SIDES_REVERSED).map((diagnostic) => toDiagnostic(diagnostic, source));
  return { source, tree: toTree(code.Syntax), diagnostics, startsWithOperator: found.some(({ Code }) => Code === OPERATOR_CANNOT_BE_FIRST) };
}

function toDiagnostic(diagnostic: BridgeDiagnostic, source: Source): Diagnostic {
  const { line, column } = placeIn(source, diagnostic.Start);
  const token = source.text.slice(diagnostic.Start, diagnostic.Start + diagnostic.Length);
  const severity = diagnostic.Severity === 'Error' ? 'error' : diagnostic.Severity === 'Warning' ? 'warning' : 'suggestion';
  return { severity, code: codeOf(diagnostic), message: diagnostic.Message, line, column, token };
}

/** Codes KS000–KS099 come from the parser, the others from the binder, which gives up on deep trees. */
function codeOf({ Code, Message }: BridgeDiagnostic): Diagnostic['code'] {
  if (Message.startsWith('Query syntax depth exceeds')) return 'limit';
  return Code.startsWith('KS0') ? 'syntax' : 'semantic';
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
