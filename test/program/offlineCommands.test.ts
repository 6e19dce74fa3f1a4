import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { openRecord } from '../../src/history/index.ts';
import { diffSchema } from '../../src/report/diff/diffModel.ts';
import { buildReport } from '../../src/report/index.ts';
import { targetPlanSchema } from '../../src/report/planToTarget.ts';
import type { ReportModel } from '../../src/domain/report.ts';
import { startCollector } from '../tenant/collector.ts';
import { handmadeWorld } from '../tenant/handmade.ts';
import { tenantOfWorld } from '../tenant/worlds.ts';
import { secureScore } from './program.ts';

/** `plan` and `diff` as users start them, on a record of two runs; nothing here can reach an Azure. */

let out: string;
let report: ReportModel;
const runs = ['20260903T080000Z', '20260910T080000Z'] as const;

beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'secure-score-offline-'));
  await writeFile(join(out, 'config.yaml'), 'title: Offline\ngroups:\n  - { name: Payments, match: { subscriptions: ["pay-*"] } }\n');
  const collector = await startCollector();
  const record = await openRecord(join(out, 'data'), { timeZone: 'UTC', write: true });
  const during = Date.parse('2026-09-07T11:20:00Z');
  const tenant = tenantOfWorld(handmadeWorld({
    seed: 5, scopes: [{ name: 'pay-prod' }, { name: 'pay-stage' }, { name: 'shop' }, { name: 'new one', from: during }], resources: { vm: 4, storage: 6 },
    story: ({ state, draw }) => (state === 'Unhealthy' && draw < 0.4 ? [{ at: during, code: 'Healthy' }] : []),
  }));
  let previous: Snapshot | null = null;
  for (const time of ['2026-09-03T08:00:00Z', '2026-09-10T08:00:00Z']) {
    previous = await collector.collect(tenant, new Date(time), { previous, known: await record.knownStates() });
    await record.append(previous);
  }
  if (previous === null) throw new Error('nothing was collected');
  report = await buildReport(collector.config, { snapshot: previous, history: record.history(), states: await record.knownStates(), now: new Date() });
  await record.close();
  await collector.close();
});
afterAll(() => rm(out, { recursive: true }));

const command = (...args: readonly string[]) => secureScore([...args, '--config', join(out, 'config.yaml'), '--out', out]);

describe('diff', () => {
  it('names the runs, the scopes and the causes, and its parts are those of the report', async () => {
    const { code, out: text, err } = await command('diff', '2026-09-10', runs[0], '--json');
    expect([code, err]).toEqual([0, '']);
    const compared = diffSchema.parse(JSON.parse(text));
    expect([compared.from, compared.to].map(({ runId, source, coverage, complete }) => [runId, source, coverage, complete])).toEqual(runs.map((runId) => [runId, 'live', 1, true]));
    const brief = (parts: readonly { readonly cause: string; readonly change: number; readonly shown: number; readonly resources: number }[] = []) => parts.map(({ cause, change, shown, resources }) => ({ cause, change, shown, resources }));
    expect(brief(compared.account?.parts)).toEqual(brief(report.account?.parts));
    expect(compared.account?.parts.map(({ cause }) => cause)).toEqual(expect.arrayContaining(['remediated', 'scopesJoined']));
    expect(compared.overall.change).toBeCloseTo(report.headline.sinceLastReport.change ?? Number.NaN, 12);
    expect(compared.scopes.find(({ name }) => name === 'new one')).toMatchObject({ status: 'joined', from: null, change: null });
  });

  it('compares some scopes, an environment or a group alone, and accounts for each part', async () => {
    const payments = diffSchema.parse(JSON.parse((await command('diff', runs[0], 'latest', '--scope', 'pay-*', '--json')).out));
    expect([payments.of, payments.scopes.map(({ name }) => name).toSorted()]).toEqual(['pay-*', ['pay-prod', 'pay-stage']]);
    const grouped = diffSchema.parse(JSON.parse((await command('diff', runs[0], 'latest', '--group', 'payments', '--json')).out));
    expect([grouped.of, grouped.overall, grouped.account]).toEqual(['group Payments', payments.overall, payments.account]);
    const whole = diffSchema.parse(JSON.parse((await command('diff', runs[0], 'latest', '--environment', 'azure', '--json')).out));
    expect(whole.groups).toEqual([{ name: 'Payments', scopes: 2, ...payments.overall, changeAccount: expect.objectContaining({ shownTo: payments.account?.shownTo }) }]);
    for (const part of [...whole.scopes, ...whole.groups, ...whole.environments]) {
      if (part.change !== null) expect(Math.abs((part.changeAccount?.parts ?? []).reduce((sum, one) => sum + one.change, 0) - part.change)).toBeLessThan(1e-12);
    }
    const changed = whole.account?.parts.flatMap(({ details }) => details.flatMap((detail) => detail.changed)) ?? [];
    expect(changed).toContainEqual({ resourceId: expect.stringContaining('/subscriptions/'), from: 'unhealthy', to: 'healthy', keys: expect.arrayContaining([expect.any(String)]) });
    expect((await command('diff', runs[0], 'latest', '--group', 'x')).err).toBe('config has no group "x". There are: Payments.\n');
    expect((await command('diff', runs[0], 'latest', '--environment', 'GCP')).err).toContain('no scope on record belongs to "environment GCP"');
  });

  it('writes text in columns, and the sum of the parts', async () => {
    const { code, out: text } = await command('diff', 'previous', 'latest');
    expect(code).toBe(0);
    for (const line of [/^run\s+20260903T080000Z\s+20260910T080000Z$/m, /^new one\s+Azure\s+no data\s+\S+\s%\s+joined\s+– → \d+$/m, /^remediated\s+\S+\spp/m, /^sum\s+\S+\spp/m]) expect(text).toMatch(line);
    expect(text.split('\n').every((line) => line === line.trimEnd())).toBe(true);
  });

  it('refuses a run that is not there, and a run beside itself', async () => {
    expect((await command('diff', 'latest', '2026-09-10')).code).toBe(2);
    const { code, err } = await command('diff', 'latest', '2020-01-01');
    expect([code, err]).toEqual([2, `no run on 2020-01-01. There are 2, from ${runs[0]} to ${runs[1]}; a day (2026-11-20), "latest" and "previous" name one too.\n`]);
  });
});

describe('plan', () => {
  it('leads to the target with the gains of the report', async () => {
    const { code, out: text } = await command('plan', '--target', '90', '--json');
    const plan = targetPlanSchema.parse(JSON.parse(text));
    expect([code, plan.status, plan.runId]).toEqual([0, 'reachable', runs[1]]);
    expect(plan.after).toBeGreaterThanOrEqual(0.9);
    expect(plan.score).toBe(report.headline.score.ratio);
    const gains = new Map(report.plan?.steps.map(({ keys, gain }) => [keys.join(), gain]));
    const shared = plan.steps.filter(({ keys }) => gains.has(keys.join()));
    expect(shared.length).toBeGreaterThan(2);
    for (const { keys, gain } of shared) expect(gain).toBe(gains.get(keys.join()));
  });

  it('plans for some scopes alone, an older run, and says what cannot be', async () => {
    const some = await command('plan', '--target', '99.5', '--scope', 'pay-*', '--run', '2026-09-03');
    expect(some.out).toMatch(/^Run 20260903T080000Z: the score of pay-(prod, pay-stage|stage, pay-prod) is \S+\s%, the target 99\.5\s%\.\nThe shortest way found takes \d+ recommendations? and reaches /);
    expect((await command('plan', '--target', '5')).out).toContain('The target is reached.');
    const none = await command('plan');
    expect([none.code, none.err]).toEqual([2, 'there is no target. Give one with --target 80, or set report.target in config.\n']);
    expect((await command('plan', '--target', '80', '--scope', 'x')).code).toBe(2);
  });
});
