import { isMissingTable, type LogAnalytics, type LogRows } from '../../azure/logAnalytics.ts';
import { dayNumber, dayOf } from '../../domain/calendar.ts';
import type { Day } from '../../domain/history.ts';
import type { Progress } from '../../domain/ports.ts';
import { silentProgress } from '../../domain/ports.ts';
import { joinedSightings } from './joinedSightings.ts';
import { periodsOf, type Period } from './periods.ts';
import { queryText, type QueryName } from './queries.ts';
import { controlRowOf, definitionRowOf, scoreRowOf } from './scoreRows.ts';
import { sightingOf } from './sightings.ts';
import type { ExportDay, ExportSource } from './source.ts';
import { momentOf, type ExportRow } from './values.ts';

export interface WorkspaceRange {
  /** First and last day, both included, in `timeZone`. */
  readonly from: Day;
  readonly to: Day;
  readonly timeZone: string;
}

/** Rows of continuous export in Log Analytics workspaces, aggregated there. Each part is asked for once. */
export function workspaceSource(client: LogAnalytics, workspaceIds: readonly string[], range: WorkspaceRange, progress: Progress = silentProgress): ExportSource {
  const periods = periodsOf(range.from, range.to, range.timeZone);
  const askOne = async <T>(workspaceId: string, name: QueryName, decode: Decode<T>, sink: Sink<T>): Promise<void> => {
    for (const [index, period] of periods.entries()) {
      progress.update(`${name}: period ${String(index + 1)} of ${String(periods.length)}, workspace ${workspaceId}`);
      const result = await client.query({ workspaceId, text: queryText(name, period), timespan: { from: period.from, to: period.to } });
      for (const row of namedRows(result)) {
        const decoded = decode(row, period);
        if (decoded === null) sink.unreadable += 1;
        else sink.add(decoded);
      }
    }
  };
  const ask = async <T>(name: QueryName, decode: Decode<T>, add: (row: T) => void): Promise<number> => {
    const sink: Sink<T> = { add, unreadable: 0 };
    for (const workspaceId of workspaceIds) {
      await askOne(workspaceId, name, decode, sink).catch((error: unknown) => {
        if (!isMissingTable(error) || name === 'scores') throw error; // without scores there is no history
        progress.warn(`workspace ${workspaceId} holds nothing to read ${name} from: continuous export has not sent it`);
      });
    }
    return sink.unreadable;
  };
  const list = async <T>(name: QueryName, decode: Decode<T>): Promise<{ readonly rows: readonly T[]; readonly unreadable: number }> => {
    const rows: T[] = [];
    const unreadable = await ask<T>(name, decode, (row) => rows.push(row));
    return { rows, unreadable };
  };
  return {
    scores: once(async () => {
      const days = await list('days', (row) => exportDayOf(row, range.timeZone));
      const scores = await list('scores', scoreRowOf);
      return { days: latestOfDays(days.rows), scores: scores.rows, unreadable: scores.unreadable };
    }),
    details: once(async () => {
      const controls = await list('controls', controlRowOf);
      const definitions = await list('definitions', definitionRowOf);
      const sightings = joinedSightings();
      const unreadable = await ask('sightings', (row, period) => sightingOf(row, dayNumber(period.days[0] ?? range.from)), sightings.add);
      return { controls: controls.rows, definitions: definitions.rows, sightings: sightings.all(), unreadable: controls.unreadable + unreadable };
    }),
  };
}

type Decode<T> = (row: ExportRow, period: Period) => T | null;

/** Where decoded rows go, and how many could not be decoded. */
interface Sink<T> {
  readonly add: (row: T) => void;
  unreadable: number;
}

function* namedRows({ columns, rows }: LogRows): Iterable<ExportRow> {
  for (const row of rows) yield Object.fromEntries(columns.map((name, index) => [name, row[index]]));
}

function exportDayOf(row: ExportRow, timeZone: string): ExportDay | null {
  const at = momentOf(row['TimeGenerated']);
  return at === null ? null : { day: dayOf(at, timeZone), at };
}

/** One entry a day, oldest first. */
export function latestOfDays(days: readonly ExportDay[]): readonly ExportDay[] {
  const latest = new Map<Day, number>();
  for (const { day, at } of days) latest.set(day, Math.max(at, latest.get(day) ?? 0));
  return [...latest].map(([day, at]) => ({ day, at })).sort((a, b) => a.at - b.at);
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => (made ??= make());
}
