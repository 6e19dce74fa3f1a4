import { rm } from 'node:fs/promises';
import { addDays, dayOf } from '../domain/calendar.ts';
import { undelivered, type Config, type GroupConfig, type GroupMatch } from '../domain/config.ts';
import { UserError } from '../domain/errors.ts';
import { silentProgress } from '../domain/ports.ts';
import { runIdOf } from '../domain/snapshot.ts';
import { demoTenantId } from './demoTenant.ts';
import type { DemoTenant } from './demoTenant.ts';
import { interruptible } from './interruptible.ts';
import type { Outcome } from './outcome.ts';
import { reportPaths } from './paths.ts';
import { knownBefore, run } from './run.ts';
import type { Ports } from './run.ts';
import type { OpenRecord } from './stages.ts';
import { silentSteps } from './steps.ts';

export interface DemoRequest {
  readonly outDir: string;
  /** Days of history before the run itself. */
  readonly days: number;
}

/** What a demo asks of the world beside a run's ports. */
export interface DemoPorts extends Omit<Ports, 'env' | 'clock'> {
  /** Starts the built-in tenant behind a local Azure. */
  startTenant(): Promise<DemoTenant>;
  /** The config of someone who wrote none. */
  defaults(): Config;
}

/** Weekly reports rendered before the demo's own. */
const earlierWeeks = 3;
/** Hour of the daily collections, UTC. */
const collectionHour = '06:00:00Z';

/** Fills a record with the built-in tenant's past, a collection a day through the same code as any, then runs as of the tenant's present. */
export async function runDemo(request: DemoRequest, world: DemoPorts): Promise<Outcome> {
  const steps = interruptible(world.steps, world.signal);
  const tenant = await steps.step('local Azure', async (progress) => {
    const started = await world.startTenant();
    progress.update(started.endpoints.resourceManager ?? 'started');
    return started;
  });
  try {
    const config = demoConfig(world.defaults(), request.outDir, tenant);
    const ports: Ports = { ...world, steps, env: tenant.env, clock: { now: () => tenant.now } };
    await startAfresh(config, ports);
    // Not interruptible: a day is a matter of milliseconds, and one left behind would write to a record that is closed.
    if (request.days > 0) await fillHistory(config, request.days, tenant, { ...ports, steps: world.steps });
    await renderEarlierWeeks(config, request.days, tenant, ports);
    tenant.setNow(tenant.now);
    return await run(config, { collect: true, runId: null, formats: config.report.formats }, ports);
  } finally {
    await tenant.close();
  }
}

/** One group of each kind: by tag over environments, by management group, by environment. */
const demoGroups: readonly GroupConfig[] = [
  group('Payments', { tags: { team: 'payments' } }, 85),
  group('Landing zones', { managementGroup: 'contoso-landingzones' }, null),
  group('AWS accounts', { environment: 'AWS' }, 70),
];

function group(name: string, match: Partial<GroupMatch>, target: number | null): GroupConfig {
  return { name, match: { managementGroup: null, subscriptions: [], tags: {}, environment: null, connector: null, ...match }, target, ...undelivered };
}

function demoConfig(defaults: Config, outDir: string, { endpoints, caFile }: DemoTenant): Config {
  return {
    ...defaults, outDir,
    title: 'Contoso cloud security posture',
    azure: { ...defaults.azure, endpoints, caFile, credential: 'clientSecret' },
    groups: demoGroups,
    report: { ...defaults.report, target: 80, branding: { ...defaults.report.branding, company: 'Contoso', classification: 'Demo: invented figures' } },
  };
}

/** Removes an earlier demo's record; refuses to touch any other. */
async function startAfresh(config: Config, { stages }: Ports): Promise<void> {
  const { data } = reportPaths(config.outDir);
  const record = await openRecord(config, stages, false);
  const latest = await record.latest().finally(() => record.close());
  if (latest === null) return;
  if (latest.tenantIds.length !== 1 || latest.tenantIds[0] !== demoTenantId) {
    throw new UserError({ message: `${data} holds a record that is not the demo's`, fix: 'Give the demo a folder of its own: secure-score demo --out demo-reports.' });
  }
  await rm(data, { recursive: true, force: true });
}

async function fillHistory(config: Config, days: number, tenant: DemoTenant, { stages, steps, env, signal }: Ports): Promise<void> {
  const record = await openRecord(config, stages);
  try {
    await steps.step('history', async (progress) => {
      const today = dayOf(tenant.now, 'UTC');
      for (let day = 1; day <= days; day += 1) {
        signal.throwIfAborted();
        const now = new Date(`${addDays(today, day - 1 - days)}T${collectionHour}`);
        tenant.setNow(now);
        const before = await knownBefore(record, runIdOf(now));
        await record.append(await stages.collect(config, { ...before, env, clock: { now: () => now }, progress: silentProgress }));
        progress.update(`${day} of ${days} days`);
      }
    });
  } finally {
    await record.close();
  }
}

/** The reports of the weeks before, from the record alone: an archive of one report shows no archive. Printing those of groups as well would double the time. */
async function renderEarlierWeeks(config: Config, days: number, tenant: DemoTenant, ports: Ports): Promise<void> {
  const weeks = Array.from({ length: earlierWeeks }, (_, index) => (earlierWeeks - index) * 7).filter((age) => age <= days);
  if (weeks.length === 0) return;
  await ports.steps.step('earlier reports', async (progress) => {
    for (const [index, age] of weeks.entries()) {
      const taken = new Date(`${addDays(dayOf(tenant.now, 'UTC'), -age)}T${collectionHour}`);
      const quiet = { ...ports, steps: silentSteps, clock: { now: () => taken } };
      await run(config, { collect: false, runId: runIdOf(taken), formats: ['html', 'pdf', 'json'], groupFormats: ['html', 'json'] }, quiet);
      progress.update(`${index + 1} of ${weeks.length}`);
    }
  });
}

/** Bulk: what a power cut loses here, the next demo makes again. */
function openRecord({ outDir, timeZone }: Config, stages: Ports['stages'], write = true): Promise<OpenRecord> {
  return stages.openRecord(reportPaths(outDir).data, { timeZone, write, durability: 'bulk' });
}
