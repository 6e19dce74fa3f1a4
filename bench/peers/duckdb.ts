import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Snapshot } from '../../src/domain/snapshot.ts';

/** The parts of @duckdb/node-api this uses; the package is no dependency. */
interface DuckModule { readonly DuckDBInstance: { create(path: string): Promise<{ connect(): Promise<DuckConnection> }> } }
interface DuckConnection {
  run(sql: string): Promise<unknown>;
  runAndReadAll(sql: string): Promise<{ getRowsJS(): unknown[][] }>;
  createAppender(table: string): Promise<DuckAppender>;
}
interface DuckAppender { appendInteger(value: number): void; appendDouble(value: number): void; appendVarchar(value: string): void; endRow(): void; flushSync(): void; closeSync(): void }

const tables = {
  controls: { columns: 'day integer, scope varchar, control varchar, current double, max integer, ratio double, weight integer, healthy integer, unhealthy integer, na integer', series: 'scope, control' },
  scores: { columns: 'day integer, scope varchar, current double, max integer, ratio double, weight integer', series: 'scope' },
  counts: { columns: 'day integer, scope varchar, key varchar, healthy integer, unhealthy integer, na integer, exempt integer', series: 'scope, key' },
} as const;
type Table = keyof typeof tables;
const names = Object.keys(tables) as readonly Table[];

/** The same points as Parquet (zstd), once sorted by series and once by day, asked the same questions by DuckDB. */
export interface Duck {
  add(snapshot: Snapshot): void;
  /** Writes the Parquet files and says how large they are. */
  save(): Promise<readonly string[]>;
  questions(days: number, weeks: number): readonly (readonly [string, () => Promise<unknown>])[];
  close(): void;
}

export async function openDuck(from: string): Promise<Duck> {
  const module = (await import(createRequire(join(from, 'package.json')).resolve('@duckdb/node-api'))) as DuckModule;
  const folder = mkdtempSync(join(tmpdir(), 'bench-duck-'));
  const connection = await (await module.DuckDBInstance.create(join(folder, 'work.db'))).connect();
  const appenders = new Map<Table, DuckAppender>();
  for (const name of names) {
    await connection.run(`create table ${name} (${tables[name].columns})`);
    appenders.set(name, await connection.createAppender(name));
  }
  let day = 0;
  return {
    add: (snapshot) => {
      for (const score of snapshot.scores) addScore(appenders, day, score);
      for (const appender of appenders.values()) appender.flushSync();
      day += 1;
    },
    save: async () => {
      for (const appender of appenders.values()) appender.closeSync();
      return save(connection, folder);
    },
    questions: (days, weeks) => ['series', 'day'].map((layout) => [`duckdb, parquet by ${layout}`, () => ask(connection, (name) => `read_parquet('${folder}/${name}-${layout}.parquet')`, days, weeks)] as const),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function addScore(appenders: ReadonlyMap<Table, DuckAppender>, day: number, { scopeId, secureScore, weight, controls, recommendations }: Snapshot['scores'][number]): void {
  addRow(appenders.get('scores'), [day, scopeId, { double: secureScore?.current ?? 0 }, secureScore?.max ?? 0, { double: secureScore?.ratio ?? 0 }, weight ?? 0]);
  for (const one of controls) addRow(appenders.get('controls'), [day, scopeId, one.controlId, { double: one.current }, one.max, { double: one.ratio }, one.weight, one.healthy, one.unhealthy, one.notApplicable]);
  for (const one of recommendations) addRow(appenders.get('counts'), [day, scopeId, one.key, one.healthy, one.unhealthy, one.notApplicable, one.exempt]);
}

function addRow(appender: DuckAppender | undefined, values: readonly (number | string | { readonly double: number })[]): void {
  for (const value of values) {
    if (typeof value === 'number') appender?.appendInteger(value);
    else if (typeof value === 'string') appender?.appendVarchar(value);
    else appender?.appendDouble(value.double);
  }
  appender?.endRow();
}

async function save(connection: DuckConnection, folder: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const name of names) {
    const sizes: string[] = [];
    for (const [layout, order] of [['series', `${tables[name].series}, day`], ['day', `day, ${tables[name].series}`]] as const) {
      const path = `${folder}/${name}-${layout}.parquet`;
      await connection.run(`copy (select * from ${name} order by ${order}) to '${path}' (format parquet, compression zstd)`);
      sizes.push(`by ${layout} ${(statSync(path).size / 1e6).toFixed(2)} MB`);
    }
    lines.push(`parquet ${name}: ${sizes.join(', ')}`);
  }
  return lines;
}

/** Daily overall score and every scope's for a year, weekly controls, two recommendation counts. */
async function ask(connection: DuckConnection, table: (name: Table) => string, days: number, weeks: number): Promise<unknown> {
  const year = `day > ${String(days - 366)}`;
  const weekDays = Array.from({ length: weeks }, (_, week) => days - 1 - week * 7).join(',');
  const overall = await connection.runAndReadAll(`select sum(o) from (select sum(weight * current / max) / sum(weight) o from ${table('scores')} where ${year} and max > 0 group by day)`);
  await connection.runAndReadAll(`select day, scope, current, max, weight from ${table('scores')} where ${year} order by scope, day`);
  const control = await connection.runAndReadAll(`select sum(v) from (select sum(s.weight * c.current / c.max) / sum(s.weight) v from ${table('controls')} c join ${table('scores')} s using (day, scope) where c.day in (${weekDays}) and c.max > 0 group by c.day, c.control)`);
  const counts = await connection.runAndReadAll(`select sum(u) from (select day, scope, key, unhealthy u from ${table('counts')} where day in (${String(days - 1)}, ${String(days - 8)}))`);
  return [overall, control, counts].map((result) => Number(result.getRowsJS()[0]?.[0]));
}
