import { join } from 'node:path';
import type { Config, ReportFormat } from '../domain/config.ts';
import { problemLine, UserError } from '../domain/errors.ts';
import type { Clock } from '../domain/ports.ts';
import { isScored, runIdOf } from '../domain/snapshot.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { deliverAfter, type DeliveryParts } from './deliver.ts';
import { demoTenantId } from './demoTenant.ts';
import { dressed } from './dressed.ts';
import { interruptible } from './interruptible.ts';
import { collectOutcome } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { reportPaths } from './paths.ts';
import { counted } from './words.ts';
import { renderRun } from './renderRun.ts';
import type { CollectInputs, OpenRecord, Stages } from './stages.ts';
import type { Steps } from './steps.ts';

/** The outside world of a run. */
export interface Ports {
  readonly clock: Clock;
  readonly steps: Steps;
  readonly stages: Stages;
  /** Where credentials come from. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted when the user stops the run. */
  readonly signal: AbortSignal;
}

/** Which parts of a run to do. */
export interface RunRequest {
  /** False: the report of a run on record, with no Azure access. */
  readonly collect: boolean;
  /** Run to report on when nothing is collected; null: the latest. */
  readonly runId: string | null;
  /** Empty: no report. */
  readonly formats: readonly ReportFormat[];
  /** Those of groups' reports; left out: the same. */
  readonly groupFormats?: readonly ReportFormat[];
  /** What of config's targets and mail is served; left out: nothing leaves this machine. */
  readonly deliver?: DeliveryParts;
}

/**
 * One run, from Azure to the pages:
 * 1 open the record → 2 collect → 3 append → 4 build the report → 5 charts → 6 formats → 7 site → 8 publish → 9 email.
 * What fails before 4 ends the run; from 6 on a part that fails is recorded and the others go on.
 */
export async function run(config: Config, request: RunRequest, world: Ports): Promise<Outcome> {
  if (request.formats.length === 0 && request.deliver === undefined) return runDressed(config, request, world);
  return dressed(config, world, (ports) => runDressed(config, request, ports));
}

async function runDressed(config: Config, request: RunRequest, world: Ports): Promise<Outcome> {
  if (request.collect && config.report.panels.length > 0) await world.stages.checkPanels?.(config.report.panels);
  const ports = { ...world, steps: interruptible(world.steps, world.signal) };
  const { timeZone } = config;
  const folder = reportPaths(config.outDir).data;
  const record = await ports.steps.step('record', async (progress) => {
    const opened = await ports.stages.openRecord(folder, { timeZone, write: request.collect || request.deliver !== undefined });
    for (const problem of opened.problems()) progress.warn(problemLine(problem));
    progress.update(`${counted(opened.runs().length, 'run')} in ${folder}`);
    return opened;
  });
  try {
    const snapshot = request.collect ? await collectInto(record, config, ports) : await recorded(record, request.runId, folder);
    const rendered = request.formats.length === 0 ? null : await renderRun(config, { snapshot, record, formats: request.formats, groupFormats: request.groupFormats ?? request.formats, tell: request.collect }, ports);
    const outcome = rendered?.outcome ?? collectOutcome(snapshot);
    if (request.deliver === undefined || outcome.failures.some(({ part }) => part === 'site')) return outcome;
    return await deliverAfter(outcome, config, { runId: snapshot.runId, model: rendered?.model ?? null, groups: rendered?.groups ?? [], snapshot: async () => snapshot }, request.deliver, ports);
  } finally {
    await record.close();
  }
}

/** Asks Azure and puts the answer on record. */
export async function collectInto(record: OpenRecord, config: Config, ports: Ports): Promise<Snapshot> {
  const { clock, env, stages, steps } = ports;
  const folder = reportPaths(config.outDir).data;
  const now = clock.now();
  const isOnRecord = (takenAt: Date): boolean => record.runs().some(({ runId }) => runId === runIdOf(takenAt));
  const resume = await stages.openResume?.(config, { env, folder: join(folder, 'resume'), now, isOnRecord });
  const { previous, known } = await knownBefore(record, runIdOf(resume?.takenAt ?? now));
  const snapshot = await steps.step('collect', async (progress) => {
    if (resume !== undefined && resume.note !== null) progress.update(resume.note);
    const taken = await stages.collect(config, { env, clock, progress, previous, known, resume });
    const problem = resume?.problem() ?? null;
    if (problem !== null) progress.warn(`answers could not be kept for a run that would go on with this one (${problem})`);
    progress.update([summary(taken), ...(typeof resume?.note === 'string' ? [resume.note] : [])].join(', '));
    return taken;
  });
  // Before the run is put on record, not after: on a disk that is nearly full the answers would take the record's room.
  await resume?.remove();
  refuseOtherTenant(previous, snapshot, folder);
  await steps.step('append', async (progress) => {
    await record.append(snapshot);
    progress.update(snapshot.runId);
  });
  return snapshot;
}

/**
 * What is on record before a run. The run itself may be on record already (a fixed clock): it is then replaced, not built upon. Days reconstructed
 * from an export list no scopes and name no tenant, so the run before is the last that asked Azure.
 */
export async function knownBefore(record: OpenRecord, runId: string): Promise<Pick<CollectInputs, 'previous' | 'known'>> {
  const before = record.runs().findLast((point) => point.runId < runId && point.source !== 'continuousExport');
  return { previous: before === undefined ? null : await record.snapshot(before.runId), known: await record.knownStates({ before: runId }) };
}

/** Records of two tenants in one would show joining and leaving scopes where there are none; a demo's must not even take a run that saw nothing. */
function refuseOtherTenant(previous: Snapshot | null, current: Snapshot, folder: string): void {
  if (previous === null || current.tenantIds.some((id) => previous.tenantIds.includes(id))) return;
  if (previous.tenantIds.includes(demoTenantId)) throw new UserError({ message: `${folder} holds the record of the demo`, fix: 'Delete it, or name another folder with --out.' });
  if (previous.tenantIds.length === 0 || current.tenantIds.length === 0) return;
  throw new UserError({
    message: `the record in ${folder} is of tenant ${previous.tenantIds.join(', ')}, this run asked ${current.tenantIds.join(', ')}`,
    fix: 'Name another folder with --out, or move that record away.',
  });
}

async function recorded(record: OpenRecord, runId: string | null, folder: string): Promise<Snapshot> {
  const snapshot = runId === null ? await record.latest() : await record.snapshot(runId);
  if (snapshot !== null) return snapshot;
  const runs = record.runs();
  if (runs.length === 0) throw new UserError({ message: `no run on record in ${folder}`, fix: 'Collect one with "secure-score run", or name the right folder with --out.' });
  throw new UserError({ message: `no run ${JSON.stringify(runId)} on record in ${folder}`, fix: `There are ${runs.length}, from ${runs[0]?.runId ?? ''} to ${runs.at(-1)?.runId ?? ''}.` });
}

function summary({ scopes, scores, requests, gaps }: Snapshot): string {
  const scored = scores.filter(isScored).length;
  const missing = gaps.length === 0 ? '' : `, ${counted(gaps.length, 'gap')}`;
  return `${scored} of ${counted(scopes.length, 'scope')} with a score, ${counted(requests.rows, 'row')} in ${counted(requests.sent, 'request')}${missing}`;
}
