import { recommendationAt } from '../../src/emulator/tenants/catalogue/catalogue.ts';
import type { Assessment, Change, ScopeHistory, World } from '../../src/emulator/tenants/model.ts';
import type { Tenant } from '../../src/emulator/tenant.ts';
import { worldTenant } from '../../src/emulator/tenants/worldTenant.ts';

/** The tenant of a world, without its exports to a workspace. */
export function tenantOfWorld(world: World): Tenant {
  return worldTenant(world, () => () => []);
}

/** The world in which every assessment is what `change` makes of it. */
export function worldWith(world: World, change: (assessment: Assessment, history: ScopeHistory) => Assessment): World {
  return {
    ...world,
    history: (index) => {
      const history = world.history(index);
      return { ...history, assessments: history.assessments.map((assessment) => change(assessment, history)) };
    },
  };
}

/** The world in which, at a moment, every failing assessment of the given recommendations has just been remediated. */
export function mendedWorld(world: World, at: Date, keys: ReadonlySet<string>): World {
  const moment = at.getTime();
  return worldWith(world, (assessment) => {
    if (!keys.has(recommendationAt(assessment.recommendation).key)) return assessment;
    const current = assessment.changes.findLast((change) => change.at <= moment);
    if (current?.code !== 'Unhealthy') return assessment;
    return { ...assessment, changes: [...assessment.changes.filter((change) => change.at < moment), healthy(moment), ...assessment.changes.filter((change) => change.at > moment)] };
  });
}

function healthy(at: number): Change {
  return { at, code: 'Healthy' };
}
