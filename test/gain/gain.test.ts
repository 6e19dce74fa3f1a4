import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { demoWorld } from '../../src/emulator/tenants/demo/demoWorld.ts';
import { day } from '../../src/emulator/tenants/instants.ts';
import type { Assessment, World } from '../../src/emulator/tenants/model.ts';
import { hashOf, randomFrom, shareOf } from '../../src/emulator/tenants/random.ts';
import { syntheticWorld } from '../../src/emulator/tenants/synthetic/syntheticWorld.ts';
import { openRecord } from '../../src/history/index.ts';
import { buildReport } from '../../src/report/index.ts';
import { rescoringOf, type Rescoring } from '../../src/report/rescoring.ts';
import { planActions } from '../../src/score/index.ts';
import { startCollector, type Collector } from '../tenant/collector.ts';
import { overallRatio, statesOf } from '../tenant/states.ts';
import { mendedWorld, tenantOfWorld, worldWith } from '../tenant/worlds.ts';

/**
 * What the plan predicts for an action is what the service shows once somebody has done it: the local Azure remediates every
 * resource that fails the recommendations, computes its scores anew by the published rules, and is collected again.
 */

let collector: Collector;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.close());

/** A recomputation: scores and assessments are of the same moment. */
const moment = new Date('2026-11-20T08:00:00Z');
const precision = 1e-9;

async function ratioAfter(world: World, keys: ReadonlySet<string>): Promise<number> {
  return overallRatio(await collector.collect(tenantOfWorld(mendedWorld(world, moment, keys)), moment)) ?? Number.NaN;
}

describe('the demo', () => {
  it('gains by every action of its plan what the plan says, alone and with those before it', async () => {
    const world = demoWorld();
    const snapshot = await collector.collect(tenantOfWorld(world), moment);
    const folder = await mkdtemp(join(tmpdir(), 'secure-score-gain-'));
    const record = await openRecord(folder, { timeZone: 'UTC' });
    await record.append(snapshot);
    const report = await buildReport(collector.config, { snapshot, history: record.history(), states: await record.knownStates(), now: moment });
    await record.close();
    await rm(folder, { recursive: true });
    expect(snapshot.governance.filter(({ gracePeriod }) => gracePeriod).length).toBeGreaterThan(20);
    expect(report.plan?.steps).toHaveLength(10);
    const before = overallRatio(snapshot) ?? 0;
    const done = new Set<string>();
    for (const { keys, gain, cumulative, names } of report.plan?.steps ?? []) {
      for (const key of keys) done.add(key);
      expect(gain, names.join()).toBeGreaterThan(0);
      expect(Math.abs((await ratioAfter(world, new Set(keys))) - before - gain), names.join()).toBeLessThan(precision);
      expect(Math.abs((await ratioAfter(world, done)) - before - cumulative), names.join()).toBeLessThan(precision);
    }
  });
});

/** A random tenant of three to six scopes; every second one has governance rules with grace, as random as the rest. */
function randomWorld(seed: number): World {
  const random = randomFrom(hashOf('gain', seed));
  const size = { scopes: 3 + Math.floor(random() * 4), assessments: 20 + Math.floor(random() * 21), days: 20, seed };
  const world = syntheticWorld(size);
  return seed % 2 === 0 ? world : worldWith(world, (assessment) => withGrace(assessment, seed));
}

function withGrace(assessment: Assessment, seed: number): Assessment {
  const { resource, recommendation } = assessment;
  if (shareOf('grace', seed, resource.id, recommendation) > 0.3) return assessment;
  const from = moment.getTime() - 5 * day;
  return { ...assessment, assignments: [{ id: `task-${resource.name}-${recommendation}`, from, due: from + 30 * day, isGracePeriod: true, owner: '', eta: null, ticket: null }] };
}

/** The plan's first actions, all of them together, and recommendations picked at random, whatever controls they are in. */
function actionsOf(rescoring: Rescoring, snapshot: Snapshot, seed: number): readonly (readonly string[])[] {
  const plan = planActions(rescoring.choices, { steps: 3 }).steps.map(({ keys }) => keys);
  const failing = [...new Set(snapshot.scores.flatMap(({ signatures }) => signatures.flatMap(({ keys }) => keys)))].toSorted();
  const picked = failing.filter((key) => shareOf('picked', seed, key) < 0.4);
  return [...plan.slice(0, 2), plan.flat(), picked, failing];
}

describe('200 random tenants', () => {
  it('gain by actions over several recommendations and controls what was predicted', async () => {
    const seen = { actions: 0, severalKeys: 0, severalControls: 0, graced: 0, gaining: 0 };
    for (let seed = 1; seed <= 200; seed += 1) {
      const world = randomWorld(seed);
      const snapshot = await collector.collect(tenantOfWorld(world), moment);
      const rescoring = rescoringOf(snapshot, statesOf(snapshot));
      if (rescoring === null) continue;
      if (rescoring.scopes.some(({ grace }) => grace !== undefined)) seen.graced += 1;
      for (const keys of actionsOf(rescoring, snapshot, seed)) {
        const fixed = new Set(keys);
        const [predicted, actual] = [rescoring.after(fixed), await ratioAfter(world, fixed)];
        expect(Math.abs(predicted - actual), `seed ${seed}: ${keys.join()}`).toBeLessThan(precision);
        seen.actions += 1;
        if (keys.length > 1) seen.severalKeys += 1;
        if (predicted > rescoring.before + precision) seen.gaining += 1;
        if (snapshot.controls.filter(({ recommendationKeys }) => recommendationKeys.some((key) => fixed.has(key))).length > 1) seen.severalControls += 1;
      }
    }
    expect(seen.actions).toBeGreaterThan(900);
    for (const number of [seen.severalKeys, seen.severalControls, seen.gaining]) expect(number).toBeGreaterThan(500);
    expect(seen.graced).toBeGreaterThan(80);
  });
});
