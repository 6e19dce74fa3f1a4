import type { Row } from '../../tenant.ts';
import { type Instant, scorePeriod, tickAt } from '../instants.ts';
import type { ScopeHistory, World } from '../model.ts';
import { type Scoreboard, scoreboardsOf } from '../scoreboard.ts';
import { controlRecords } from './controlRecords.ts';
import type { Entry, Exporter } from './entry.ts';
import { type Records, scoreRecords } from './scoreRecords.ts';
import { exportLag, exportsAt, snapshotTimes } from './snapshotTimes.ts';

/** Exporter of `SecureScores` for a scope. */
export function secureScoreExporter(world: World, history: ScopeHistory): Exporter {
  return boardExporter(world, history, scoreRecords(world, history.plan));
}

/** Exporter of `SecureScoreControls` for a scope. */
export function secureScoreControlExporter(world: World, history: ScopeHistory): Exporter {
  return boardExporter(world, history, controlRecords(world, history.plan));
}

/** After each recomputation what has changed, and once a week everything. What stood when the export began is not streamed; a scope that joins later is. */
function boardExporter(world: World, history: ScopeHistory, records: Records): Exporter {
  const { plan } = history;
  const boards = scoreboardsOf(history);
  let tick = tickAt(world.start);
  let before: Scoreboard | null = null;
  const step = (at: Instant): readonly Entry[] => {
    const board = boards(at);
    const isFirst = before === null && plan.from <= world.start;
    const late = at + exportLag(plan);
    const streamed = isFirst || before === board ? [] : entries(late, records(late, board, before, false));
    before = board;
    const snapshots = snapshotTimes(plan, at, at + scorePeriod).flatMap((time) => entries(time, exportsAt(plan, time) ? records(time, board, null, true) : []));
    return [...streamed, ...snapshots].sort((a, b) => a.at - b.at);
  };
  return {
    advance: (until) => {
      const found: Entry[] = [];
      for (; tick < until; tick += scorePeriod) if (plan.hasScore && exportsAt(plan, tick)) found.push(...step(tick));
      return found;
    },
  };
}

function entries(at: Instant, rows: readonly Row[]): readonly Entry[] {
  return rows.map((row) => ({ at, row }));
}
