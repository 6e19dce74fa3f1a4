import { demoWorld } from './demo/demoWorld.ts';
import { exportedRows } from './export/exportTables.ts';
import { parseTenantSpec } from './spec.ts';
import { syntheticWorld } from './synthetic/syntheticWorld.ts';
import { type TypedTenant, worldTenant } from './worldTenant.ts';

export { demoStory, type StoryEvent } from './demo/storyText.ts';
export type { TypedTenant } from './worldTenant.ts';

/**
 * A built-in tenant: `demo`, or `synthetic:scopes=…,assessments=…,days=…,seed=…`. Deterministic: the same text gives the same
 * rows, whatever moments are asked for and in whatever order. UserError for a text that names no tenant.
 */
export function tenantOf(spec: string): TypedTenant {
  const parsed = parseTenantSpec(spec);
  const world = parsed.kind === 'demo' ? demoWorld() : syntheticWorld(parsed.size);
  return worldTenant(world, (table) => exportedRows(world, table));
}
