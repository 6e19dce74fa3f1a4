import type { Row, TableName } from '../tenant.ts';
import { demoWorld } from './demo/demoWorld.ts';
import type { Instant } from './instants.ts';
import type { World } from './model.ts';
import { parseTenantSpec } from './spec.ts';
import { type TypedTenant, worldTenant } from './worldTenant.ts';

export { demoStory, type StoryEvent } from './demo/storyText.ts';
export type { TypedTenant } from './worldTenant.ts';

/**
 * A built-in tenant: `demo`, or `synthetic:scopes=…,assessments=…,days=…,seed=…`. Deterministic: the same text gives the same
 * rows, whatever moments are asked for and in whatever order. UserError for a text that names no tenant.
 */
export function tenantOf(spec: string): TypedTenant {
  const parsed = parseTenantSpec(spec);
  if (parsed.kind !== 'demo') throw new Error('synthetic tenants are not built yet');
  const world = demoWorld();
  return worldTenant(world, (table) => exportedRows(world, table));
}

function exportedRows(_world: World, _table: TableName): (now: Instant) => readonly Row[] {
  return () => [];
}
