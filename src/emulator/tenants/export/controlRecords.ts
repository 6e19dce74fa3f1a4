import type { Row } from '../../tenant.ts';
import type { ControlView } from '../catalogue/catalogue.ts';
import { type Instant, stamp } from '../instants.ts';
import type { ScopePlan, World } from '../model.ts';
import { namedScores, scoreId } from '../rows/scoreRows.ts';
import { type ControlScore, storedRatio } from '../score.ts';
import { type Records, workspaceColumns } from './scoreRecords.ts';

/** Records of the controls that changed by at least a hundredth of a point; of all of them where nothing came before. */
export function controlRecords(world: World, plan: ScopePlan): Records {
  return (at, board, before, isSnapshot) => {
    const old = new Map(before === null ? [] : namedScores(before));
    return namedScores(board).flatMap(([name, { controls }]) => board.view.controls.flatMap((control, index) => {
      const score = controls[index] ?? null;
      if (score === null || isSameScore(old.get(name)?.controls[index] ?? null, score)) return [];
      const id = `${scoreId(plan, name)}/secureScoreControls/${control.id}`;
      return [controlRecord(world, plan, id, control, score, at, isSnapshot)];
    }));
  };
}

function isSameScore(before: ControlScore | null, after: ControlScore): boolean {
  return before !== null && before.cents === after.cents && before.max === after.max;
}

function controlRecord(
  world: World, plan: ScopePlan, id: string, control: ControlView, score: ControlScore, at: Instant, isSnapshot: boolean,
): Row {
  return {
    TimeGenerated: stamp(at), AssessedResourceId: id, SecureScoresSubscriptionId: plan.subscriptionId,
    ControlId: control.id, ControlName: control.displayName, ControlType: 'BuiltIn', Description: control.description,
    CurrentScore: score.cents / 100, MaxScore: score.max, PercentageScore: storedRatio(score.cents, score.max), Weight: score.healthy + score.unhealthy,
    HealthyResources: score.healthy, UnhealthyResources: score.unhealthy, NotApplicableResources: score.notApplicable,
    RecommendationResourceIds: recommendationIds(control), Environment: plan.environment, IsSnapshot: isSnapshot, Properties: {},
    ResourceProviderType: 'Microsoft.Security/secureScores/secureScoreControls', ...workspaceColumns(world, plan), Type: 'SecureScoreControls',
  };
}

const idsByControl = new WeakMap<ControlView, readonly string[]>();

function recommendationIds(control: ControlView): readonly string[] {
  const ids = idsByControl.get(control) ?? control.keys.map((key) => `/providers/Microsoft.Security/assessmentMetadata/${key}`);
  idsByControl.set(control, ids);
  return ids;
}
