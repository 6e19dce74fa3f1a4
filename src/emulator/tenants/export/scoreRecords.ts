import type { Row } from '../../tenant.ts';
import { type Instant, stamp } from '../instants.ts';
import type { ScopePlan, World } from '../model.ts';
import { namedScores, scoreId, type ScoreName, scoreNames } from '../rows/scoreRows.ts';
import { type ScopeScore, storedRatio } from '../score.ts';
import type { Scoreboard } from '../scoreboard.ts';

/** Rows for what differs between a board and the one before it; `before` null asks for everything. */
export type Records = (at: Instant, board: Scoreboard, before: Scoreboard | null, isSnapshot: boolean) => readonly Row[];

/** Records of the scores that changed; of both where nothing came before. */
export function scoreRecords(world: World, plan: ScopePlan): Records {
  return (at, board, before, isSnapshot) => {
    const old = new Map(before === null ? [] : namedScores(before));
    const changed = namedScores(board).filter(([name, score]) => !isSameScore(old.get(name), score));
    return changed.map(([name, score]) => scoreRecord(world, plan, name, score, at, isSnapshot));
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
