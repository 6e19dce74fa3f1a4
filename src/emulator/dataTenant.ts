import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError, type Problem } from '../domain/errors.ts';
import { tableNames, type Row, type TableName, type Tenant } from './tenant.ts';

/** Shown as the tenant's id when no row names one. */
const unnamedTenant = '00000000-0000-4000-8000-000000000000';
/** More complaints than this about one folder help nobody. */
const mostProblems = 20;

const logTables: ReadonlySet<TableName> = new Set<TableName>(['SecureScores', 'SecureScoreControls', 'SecurityRecommendation']);

type Tables = ReadonlyMap<TableName, readonly Row[]>;

/**
 * A tenant from a folder of `<table>.ndjson` files, one JSON object a line, rows as Azure returns them. A table without a file is empty.
 * @param loadedAt becomes the tenant's `defaultNow`.
 * @throws UserError naming file and line of every row that cannot be one.
 */
export async function loadDataTenant(folder: string, loadedAt: Date): Promise<Tenant> {
  const files = await tableFiles(folder);
  const problems: Problem[] = [];
  const tables = new Map<TableName, readonly Row[]>();
  for (const [table, file] of files) tables.set(table, readRows(await textOf(file), file, table, problems));
  if (problems.length > 0) throw new UserError(problems.slice(0, mostProblems));
  return tenantOfTables(tables, loadedAt);
}

async function tableFiles(folder: string): Promise<readonly (readonly [TableName, string])[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    const fix = 'Name a folder that holds <table>.ndjson files, e.g. securityresources.ndjson.';
    throw new UserError({ message: `folder of tables cannot be read: ${folder}`, position: { file: folder }, fix }, { cause });
  });
  return names.filter((name) => name.toLowerCase().endsWith('.ndjson')).map((name) => {
    const table = tableNames.find((known) => `${known}.ndjson`.toLowerCase() === name.toLowerCase());
    if (table === undefined) {
      throw new UserError({ message: `no table has this name: ${name}`, position: { file: join(folder, name) }, fix: `Use one of ${tableNames.join(', ')}.` });
    }
    return [table, join(folder, name)] as const;
  });
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UserError({ message: 'table cannot be read', position: { file }, fix: 'Put a readable file here, or take this entry out of the folder.' }, { cause });
  });
}

function readRows(text: string, file: string, table: TableName, problems: Problem[]): readonly Row[] {
  const rows: Row[] = [];
  for (const [position, line] of text.replace(/^\uFEFF/, '').split('\n').entries()) {
    if (line.trim() === '') continue;
    const row = readRow(line, table);
    if (typeof row === 'string') problems.push({ message: row, position: { file, line: position + 1 }, fix: 'Put one row a line, as the service returned it.' });
    else rows.push(row);
  }
  return rows;
}

/** The row, or what is wrong with it. */
function readRow(line: string, table: TableName): Row | string {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch (error) {
    return `line is not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  if (!isRow(row)) return `line is not a JSON object: ${line.trim().slice(0, 60)}`;
  if (!logTables.has(table)) {
    const missing = ['id', 'type'].filter((field) => typeof row[field] !== 'string');
    return missing.length === 0 ? row : `row has no text in ${missing.join(' and ')}`;
  }
  return Number.isNaN(timeOf(row)) ? `row has no time in TimeGenerated: ${JSON.stringify(row['TimeGenerated']) ?? 'nothing'}` : row;
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function tenantOfTables(tables: Tables, loadedAt: Date): Tenant {
  const logs = new Map([...logTables].map((table) => [table, risingRows(tables.get(table) ?? [])] as const));
  const empty: readonly Row[] = [];
  return {
    tenantId: namedTenant(tables) ?? unnamedTenant,
    defaultNow: loadedAt,
    rows: (table, now) => logs.get(table)?.(now) ?? tables.get(table) ?? empty,
  };
}

/** Rows of a log up to a moment: a part of the rows in time order, the same array while no further row joins. */
function risingRows(rows: readonly Row[]): (now: Date) => readonly Row[] {
  const times = rows.map((row, position) => ({ row, position, time: timeOf(row) })).toSorted((a, b) => a.time - b.time || a.position - b.position);
  const all = times.map(({ row }) => row);
  let shown: readonly Row[] = [];
  return (now) => {
    const count = countUpTo(times, now.getTime());
    if (count !== shown.length) shown = count === all.length ? all : all.slice(0, count);
    return shown;
  };
}

/** How many entries have a time at or before `now`; they are in time order. */
function countUpTo(times: readonly { readonly time: number }[], now: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle]?.time ?? Infinity) <= now) low = middle + 1;
    else high = middle;
  }
  return low;
}

function timeOf(row: Row): number {
  const time = row['TimeGenerated'];
  return typeof time === 'string' ? Date.parse(time) : Number.NaN;
}

function namedTenant(tables: Tables): string | null {
  for (const rows of tables.values()) {
    for (const row of rows) if (typeof row['tenantId'] === 'string' && row['tenantId'] !== '') return row['tenantId'];
  }
  return null;
}
