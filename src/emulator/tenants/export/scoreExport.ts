import type { Row } from '../../tenant.ts';
import { type Instant, scorePeriod, stamp, tickAt } from '../instants.ts';
import type { ScopeHistory, ScopePlan, World } from '../model.ts';
import { namedScores, scoreId, type ScoreName, scoreNames } from '../rows/scoreRows.ts';
import { type ScopeScore, storedRatio } from '../score.ts';
import { type Scoreboard, scoreboardsOf } from '../scoreboard.ts';
import type { Entry, Exporter } from './entry.ts';
import { controlRecords } from './controlRecords.ts';
import { exportLag, exportsAt, snapshotTimes } from './snapshotTimes.ts';

/** Rows for what differs between a board and the one before it; `before` null asks for everything. */
export type Records = (at: Instant, board: Scoreboard, before: Scoreboard | null, isSnapshot: boolean) => readonly Row[];

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

function scoreRecords(world: World, plan: ScopePlan): Records {
  return (at, board, before, isSnapshot) => {
    const old = new Map(before === null ? [] : namedScores(before));
    return namedScores(board).filter(([name, score]) => !isSameScore(old.get(name), score)).map(([name, score]) => scoreRecord(world, plan, name, score, at, isSnapshot));
  };
}

/** Counts and weights alone do not make a record: the service compares the score. */
function isSameScore(before: ScopeScore | undefined, after: ScopeScore): boolean {
  return before !== undefined && before.cents === after.cents && before.max === after.max;
}

function scoreRecord(world: World, plan: ScopePlan, name: ScoreName, { cents, max, weight }: ScopeScore, at: Instant, isSnapshot: boolean): Row {
  return {
    TimeGenerated: stamp(at), AssessedResourceId: scoreId(plan, name), SecureScoresSubscriptionId: plan.subscriptionId, DisplayName: scoreNames[name],
    CurrentScore: cents / 100, MaxScore: max, PercentageScore: storedRatio(cents, max), Weight: weight, Environment: plan.environment, IsSnapshot: isSnapshot,
    Properties: {}, ResourceProviderType: 'Microsoft.Security/secureScores', ...workspaceColumns(world, plan), Type: 'SecureScores',
  };
}

/** Columns that every record of these tables has from its workspace. */
export function workspaceColumns(world: World, plan: ScopePlan): Row {
  return { _BilledSize: 612, _IsBillable: 'True', _ResourceId: '', _SubscriptionId: plan.subscriptionId, SourceSystem: 'Azure', TenantId: world.workspaceId };
}
