import type { PanelConfig } from '../domain/customising.ts';
import { UserError, type Position, type Problem } from '../domain/errors.ts';
import { checkQuery, compileQuery, type Column, type Diagnostic, type TableSchemas } from '../emulator/kql/index.ts';
import { resourceGraphSchemas } from '../emulator/schemas.ts';
import { otherGraphTables } from './graphTables.ts';

const numeric = new Set(['int', 'long', 'real', 'decimal', 'dynamic']);

/** Every table that Resource Graph has; made once, since what is compiled is kept by it. */
const tables: TableSchemas = { ...Object.fromEntries(otherGraphTables.map((name) => [name, resourceGraphSchemas['resources'] ?? []])), ...resourceGraphSchemas };

/** Checks the queries of config's own panels as Resource Graph would, without asking it. @throws UserError with every fault, at its place in the config file. */
export function checkPanels(panels: readonly PanelConfig[]): void {
  const problems = panels.flatMap((panel) => [...queryProblems(panel), ...chartProblems(panel)]);
  if (problems.length > 0) throw new UserError(problems);
}

function queryProblems(panel: PanelConfig): readonly Problem[] {
  const reaching = reachingOut(panel.query);
  if (reaching !== null) return [{ message: `the query of ${JSON.stringify(panel.title)}: ${reaching.what}`, position: placeOf(reaching, panel), fix: 'Read the tables of Resource Graph only.' }];
  return checkQuery(panel.query, tables, 'resourceGraph')
    // What this program's own engine does not execute Azure may well.
    .filter(({ severity, code }) => severity === 'error' && code !== 'unsupported')
    .slice(0, 10)
    .map((fault) => ({ message: `the query of ${JSON.stringify(panel.title)}: ${oneLine(fault.message)}`, position: placeOf(fault, panel), fix: fixOf(fault) }));
}

/** Commands, and functions that read something other than Resource Graph's tables; strings and comments of the query left out. */
function reachingOut(query: string): (Pick<Diagnostic, 'line' | 'column'> & { readonly what: string }) | null {
  const bare = query.replace(/\/\/[^\n]*|@?"(?:[^"\\\n]|\\.)*"|@?'(?:[^'\\\n]|\\.)*'/g, (skipped) => ' '.repeat(skipped.length));
  const found = /^\s*(\.\w*)/.exec(bare) ?? /\b(cluster|database|workspace|app|resource|adx|arg|external_table|externaldata|evaluate|materialized_view|stored_query_result)\s*\(/i.exec(bare);
  if (found === null) return null;
  const word = found[1] ?? '';
  const before = query.slice(0, found.index + found[0].indexOf(word)).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, what: word.startsWith('.') ? `${word} is a command, not a query` : `${word}() reads something else than Resource Graph` };
}

function oneLine(message: string): string {
  return message.replace(/\s+/g, ' ').replace(/\.$/, '');
}

function fixOf({ code }: Diagnostic): string {
  if (code === 'refused') return 'Resource Graph takes a part of KQL only: write it otherwise.';
  return code === 'semantic' ? 'Check the name; tables and columns are those of Resource Graph.' : 'Correct the query.';
}

function placeOf({ line, column }: Pick<Diagnostic, 'line' | 'column'>, { place, query }: PanelConfig): Position {
  const inFile = { file: place.file, path: place.path };
  if (place.lineByLine) return { ...inFile, line: place.line + line - 1, column: place.column + column - 1 };
  // A query on one line stands in the file as it is; of a folded one only the beginning is known.
  return query.includes('\n') ? { ...inFile, line: place.line, column: place.column } : { ...inFile, line: place.line, column: place.column + column - 1 };
}

/** Columns that a chart names: they must be there, and what is drawn must be a number. */
function chartProblems(panel: PanelConfig): readonly Problem[] {
  const columns = columnsOf(panel);
  if (columns === null) return [];
  const position = { file: panel.place.file, line: panel.place.line, path: panel.place.path };
  const names = columns.map(({ name }) => name).join(', ');
  const find = (name: string): Column | undefined => columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
  const missing = [panel.x, panel.y].flatMap((name) => (name === null || find(name) !== undefined ? [] : [{ message: `the query of ${JSON.stringify(panel.title)} has no column ${name}`, position, fix: `It has ${names}.` }]));
  const down = panel.y === null ? undefined : find(panel.y);
  if (down === undefined || numeric.has(down.type)) return missing;
  return [...missing, { message: `the column ${down.name} of ${JSON.stringify(panel.title)} is of type ${down.type}, not a number`, position, fix: 'Name a column of numbers as y, or convert it with tolong() or todouble().' }];
}

/** The columns of a query's result; null where it is faulty, which is told already, or not executed here. */
function columnsOf({ query }: PanelConfig): readonly Column[] | null {
  try {
    return compileQuery(query, tables, 'resourceGraph').columns;
  } catch {
    return null;
  }
}
