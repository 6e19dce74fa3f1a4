import { asItCame, type QueryScope, type ResourceGraph, type WireRow } from '../azure/index.ts';
import type { Gap } from '../domain/gap.ts';
import { message, told } from '../domain/told.ts';
import { queryBatches, type BatchedRows } from './batches.ts';
import { createDriftLog } from './drift.ts';
import { queryOf } from './queries.ts';
import { subscriptionLimit } from './reach.ts';
import { decodeContainers, type GroupRow } from './rows/containers.ts';

/** All that can be a scope, with what may be missing from the list. */
export interface AskedContainers extends BatchedRows {
  readonly gaps: readonly Gap[];
  /** Subscriptions that the service looks at in one query: 10,000, or what it was seen to stop at. */
  readonly subscriptionLimit: number;
}

/**
 * Asks the whole tenant. Where it has more subscriptions than the service looks at (10,000), asks group by group, each split
 * into the groups below it while it is still too large.
 */
export async function askContainers(graph: ResourceGraph): Promise<AskedContainers> {
  const query = queryOf('containers');
  const ask = (scope: QueryScope): Promise<BatchedRows> => queryBatches(graph, query, asItCame, [scope], () => null);
  const whole = await ask({ kind: 'tenant' });
  if (!whole.subscriptionLimitHit) return { ...whole, gaps: [], subscriptionLimit };
  const { groups, subscriptions } = decodeContainers(whole.rows, createDriftLog());
  const answers = [whole];
  const descend = async (parents: readonly GroupRow[]): Promise<void> => {
    await Promise.all(parents.flatMap((parent) => childrenOf(parent, groups)).map(async (child) => {
      const answer = await ask({ kind: 'managementGroups', names: [child.name] });
      answers.push(answer);
      if (answer.subscriptionLimitHit) await descend([child]);
    }));
  };
  await descend(rootsOf(groups));
  return { ...joined(answers), gaps: [limitGap(groups.length > 0)], subscriptionLimit: Math.min(subscriptionLimit, subscriptions.length) };
}

function rootsOf(groups: readonly GroupRow[]): readonly GroupRow[] {
  const names = new Set(groups.map(({ name }) => name.toLowerCase()));
  return groups.filter(({ parent }) => parent === null || !names.has(parent.toLowerCase()));
}

function childrenOf({ name }: GroupRow, groups: readonly GroupRow[]): readonly GroupRow[] {
  return groups.filter(({ parent }) => parent?.toLowerCase() === name.toLowerCase());
}

function joined(answers: readonly BatchedRows[]): BatchedRows {
  const rows = new Map<string, WireRow>();
  const requests = { sent: 0, throttled: 0, retried: 0, rows: 0 };
  for (const answer of answers) {
    for (const row of answer.rows) rows.set(String(row['id']).toLowerCase(), row);
    for (const name of ['sent', 'throttled', 'retried', 'rows'] as const) requests[name] += answer.requests[name];
  }
  return { rows: [...rows.values()], failed: answers.flatMap(({ failed }) => failed), subscriptionLimitHit: true, requests };
}

function limitGap(split: boolean): Gap {
  return { cause: 'subscriptionLimit', scopeId: null, affectsScore: !split, ...told(message(split ? 'gap.tenantSplit' : 'gap.tenantLimit'), message('gapAdvice.groupReader')) };
}
