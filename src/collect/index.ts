import { asItCame, largestPage, portalHostOf, type QueryScope, type ResourceGraph, type WireRow } from '../azure/index.ts';
import type { Config } from '../domain/config.ts';
import type { PanelConfig } from '../domain/customising.ts';
import { UserError } from '../domain/errors.ts';
import type { Gap } from '../domain/gap.ts';
import type { KnownStates } from '../domain/history.ts';
import type { Clock, Progress } from '../domain/ports.ts';
import type { Scope } from '../domain/scope.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { assembleSnapshot } from './assemble.ts';
import { askCircumstances } from './circumstances.ts';
import { askContainers } from './askContainers.ts';
import { queryBatches, type BatchedRows } from './batches.ts';
import { createDriftLog, type DriftLog } from './drift.ts';
import { failedBatchGaps, lostScopeGaps, subjectOf, subscriptionLimitGap } from './gaps.ts';
import { askPanels } from './panels.ts';
import { queryOf, type Query } from './queries.ts';
import { createTexts, keeperOf, settled, type DecodeRow } from './keptRows.ts';
import { createPackedAssessments } from './packedAssessments.ts';
import { planReach, subscriptionsIn } from './reach.ts';
import { assessmentKeeper, decodeAssessments } from './rows/assessments.ts';
import { decodeContainers } from './rows/containers.ts';
import { decodeControlDefinitions } from './rows/controlDefinitions.ts';
import { decodeGovernance } from './rows/governance.ts';
import { countsOfRow } from './rows/recommendationCounts.ts';
import { scoreOfRow } from './rows/scores.ts';
import { signaturesOfRow } from './rows/signatures.ts';
import { resumable } from './resume.ts';
import type { Resume } from './resumeFolder.ts';
import { emptyGaps, estateOf, selectScopes, type Estate } from './scopes.ts';
import { collectBaseline, collectChanges, reconcilableCounts, type ReadAssessments } from './states.ts';
import { unlistedGaps } from './unlisted.ts';

export { resumeFolderAt } from './resumeDisk.ts';
export { openResume, type Collection, type Resume } from './resumeFolder.ts';

/** The world a collection works in. */
export interface CollectPorts {
  readonly resourceGraph: ResourceGraph;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly known: KnownStates;
  /** The snapshot of the run before; null for none. */
  readonly previous: Snapshot | null;
  /** Left out: nothing is kept for a run that would go on with this one. */
  readonly resume?: Pick<Resume, 'takenAt' | 'store'> | undefined;
}

/** Requests and what they failed to bring, over all queries of a run. */
interface Tally {
  readonly requests: { sent: number; throttled: number; retried: number; rows: number };
  readonly gaps: Gap[];
  /** Subscriptions in batches that failed, by query. */
  readonly doubtful: Map<string, Set<string>>;
}

type Ask = <Kept>(query: Query, keep: (row: WireRow) => Kept) => Promise<BatchedRows<Kept>>;

/**
 * Asks Azure what there is now. A failing query, scope or row becomes a gap and stops none of the others.
 * @throws UserError when signing in fails, or when not even the list of scopes can be had.
 */
export async function collect(config: Pick<Config, 'azure' | 'scopes'> & { readonly report?: Pick<Config['report'], 'panels'> }, ports: CollectPorts): Promise<Snapshot> {
  const { clock, progress, known, previous, resume } = ports;
  const resumed = resume === undefined ? null : resumable(ports.resourceGraph, resume.store);
  const resourceGraph = resumed ?? ports.resourceGraph;
  const takenAt = resume?.takenAt ?? clock.now();
  const drift = createDriftLog();
  const tally: Tally = { requests: { sent: 0, throttled: 0, retried: 0, rows: 0 }, gaps: [], doubtful: new Map() };

  // 1. Which scopes are there, and which of them does config mean?
  progress.update(subjectOf('containers'));
  const { estate, subscriptionLimit } = await readEstate(resourceGraph, drift, tally);
  const { include, exclude } = config.scopes;
  const selection = selectScopes(estate, include, exclude);
  const isSelected = (scope: Scope): boolean => selectScopes({ ...estate, scopes: [scope] }, include, exclude).scopes.length > 0;
  tally.gaps.push(...selection.gaps, ...emptyGaps(estate, selection.scopes), ...lostScopeGaps(estate.scopes, isSelected, previous));

  // 2. Everything else, at the same time: the client keeps the pace.
  const askKeeping = askerOf(resourceGraph, planReach(estate, selection.scopes, subscriptionLimit), estate, tally, progress);
  const ask = (query: Query): Promise<BatchedRows> => askKeeping(query, asItCame);
  const texts = createTexts();
  const askDecoded = async <Decoded>(query: Query, decode: DecodeRow<Decoded>): Promise<{ readonly decoded: readonly Decoded[]; readonly failed: BatchedRows['failed'] }> => {
    const { rows, failed } = await askKeeping(query, keeperOf(decode, texts));
    return { decoded: settled(rows, decode, drift, texts), failed };
  };
  const selected = new Set(selection.scopes.map(({ id }) => id));
  const counted = askDecoded(queryOf('recommendationCounts'), countsOfRow).then(({ decoded, failed }) => {
    const all = new Map(decoded);
    return { failed, counts: onlySelected(all, selected), assessed: [...all.keys()] };
  });
  const scored = askDecoded(queryOf('scores'), scoreOfRow).then(({ decoded }) => new Map(decoded));
  const reconcilable = Promise.all([counted, scored]).then(([{ failed, counts }, scores]) => {
    const missing = new Set(failed.flatMap(({ scope }) => subscriptionsIn(scope, estate)));
    return reconcilableCounts({ counts, scores, missing, scopes: selection.scopes, previous });
  });
  // Who awaits it may stop before; its failure is then that of the queries it comes from.
  reconcilable.catch(() => undefined);
  const portal = { portalHost: portalHostOf(config.azure.cloud), tenantOf: (scopeId: string) => estate.tenants.get(scopeId) ?? null };
  const read: ReadAssessments = async (queries) => {
    const packed = createPackedAssessments();
    const answers = await Promise.all(queries.map((query) => askKeeping(query, assessmentKeeper(portal, packed))));
    return { rows: decodeAssessments(answers.flatMap(({ rows }) => rows), portal, drift, packed, (scopeId) => selected.has(scopeId)), complete: answers.every(({ failed }) => failed.length === 0) };
  };
  const [scores, definitions, recommendations, { counts, assessed }, signatures, governance, circumstances, states] = await Promise.all([
    scored, ask(queryOf('controlDefinitions')), ask(queryOf('recommendations')), counted,
    askDecoded(queryOf('signatures'), signaturesOfRow).then(({ decoded }) => new Map(decoded)), ask(queryOf('governance')).then(({ rows }) => decodeGovernance(rows, drift)),
    askCircumstances(ask),
    known.since === null ? collectBaseline(takenAt, reconcilable, read) : collectChanges(known, known.since, reconcilable, read),
  ]);
  const told = new Set(tally.gaps.map(({ scopeId }) => scopeId));
  tally.gaps.push(...states.gaps, ...unlistedGaps({ estate, include, exclude, scored: scores.keys(), assessed }).filter(({ scopeId }) => scopeId === null || !told.has(scopeId)));

  const panels = await collectPanels(config.report?.panels ?? [], resourceGraph, selection.scopes, tally, progress);

  // 3. One snapshot.
  return { ...panels, ...assembleSnapshot({
    takenAt, finishedAt: clock.now(), cloud: config.azure.cloud, estate, scopes: selection.scopes, isSelected, previous, drift,
    scores,
    controls: decodeControlDefinitions(definitions.rows, drift),
    recommendationRows: recommendations.rows,
    circumstances,
    counts,
    signatures,
    governance: governance.filter(({ scopeId }) => selected.has(scopeId)),
    assessments: states.assessments,
    gaps: tally.gaps, doubtful: tally.doubtful, requests: { ...tally.requests, ...(resumed === null || resumed.earlier() === 0 ? {} : { earlier: resumed.earlier() }) },
  }) };
}

/** Config's own panels, asked of the selected scopes' subscriptions alone. */
async function collectPanels(panels: readonly PanelConfig[], graph: ResourceGraph, scopes: readonly Scope[], tally: Tally, progress: Progress): Promise<Pick<Snapshot, 'panels'>> {
  if (panels.length === 0) return {};
  progress.update('own panels');
  const subscriptions = [...new Set(scopes.map(({ subscriptionId }) => subscriptionId))];
  const { answers, gaps } = await askPanels(panels, { graph, subscriptions, note: (requests) => { addRequests(tally.requests, requests); } });
  tally.gaps.push(...gaps);
  return { panels: [...answers] };
}

/** What a collection would be about. */
export interface Survey {
  /** The scopes that config selects. */
  readonly scopes: readonly Scope[];
  /** All scopes that the identity sees. */
  readonly visible: number;
  /** Management groups it may read. */
  readonly managementGroups: number;
  /** What config names in vain, and what is known to be out of sight. */
  readonly gaps: readonly Gap[];
}

/** Looks at the list of scopes and nothing else. @throws UserError when it cannot be had. */
export async function surveyScopes({ scopes: { include, exclude } }: Pick<Config, 'scopes'>, resourceGraph: ResourceGraph): Promise<Survey> {
  const tally: Tally = { requests: { sent: 0, throttled: 0, retried: 0, rows: 0 }, gaps: [], doubtful: new Map() };
  const { estate } = await readEstate(resourceGraph, createDriftLog(), tally);
  const { scopes, gaps } = selectScopes(estate, include, exclude);
  return { scopes, visible: estate.scopes.length, managementGroups: estate.groups.filter(({ restricted }) => !restricted).length, gaps: [...tally.gaps, ...gaps] };
}

async function readEstate(resourceGraph: ResourceGraph, drift: DriftLog, tally: Tally): Promise<{ readonly estate: Estate; readonly subscriptionLimit: number }> {
  const answer = await askContainers(resourceGraph);
  const [failure] = answer.failed;
  if (failure !== undefined && answer.rows.length === 0) {
    throw new UserError({
      message: `Resource Graph gives no list of subscriptions: ${failure.problem.message}`,
      fix: 'Check the network, azure.cloud and azure.endpoints, and that the identity has Reader on something.',
    });
  }
  note(answer, tally, null);
  tally.gaps.push(...answer.gaps);
  return { estate: estateOf(decodeContainers(answer.rows, drift)), subscriptionLimit: answer.subscriptionLimit };
}

function askerOf(resourceGraph: ResourceGraph, reach: readonly QueryScope[], estate: Estate, tally: Tally, progress: Progress): Ask {
  return async (query, keep) => {
    progress.update(subjectOf(query.name));
    const onPage = (rows: number, of: number): void => {
      if (of > largestPage) progress.update(`${subjectOf(query.name)}: ${rows} of ${of} rows`);
    };
    const answer = await queryBatches(resourceGraph, query, keep, reach, (scope) => subscriptionsIn(scope, estate), onPage);
    note(answer, tally, estate);
    if (answer.subscriptionLimitHit) tally.gaps.push(subscriptionLimitGap(query.name));
    const doubtful = answer.failed.flatMap(({ scope }) => subscriptionsIn(scope, estate));
    if (doubtful.length > 0) tally.doubtful.set(query.name, new Set([...(tally.doubtful.get(query.name) ?? []), ...doubtful]));
    return answer;
  };
}

function note({ requests, failed }: BatchedRows<unknown>, tally: Tally, estate: Estate | null): void {
  addRequests(tally.requests, requests);
  const names = new Map(estate?.scopes.flatMap(({ kind, subscriptionId, name }) => (kind === 'subscription' ? [[subscriptionId, name]] : [])));
  tally.gaps.push(...failedBatchGaps(failed, (id) => names.get(id) ?? id));
}

function addRequests(sum: Tally['requests'], { sent, throttled, retried, rows }: Readonly<Tally['requests']>): void {
  sum.sent += sent;
  sum.throttled += throttled;
  sum.retried += retried;
  sum.rows += rows;
}

function onlySelected<T>(byScope: ReadonlyMap<string, T>, selected: ReadonlySet<string>): ReadonlyMap<string, T> {
  return new Map([...byScope].filter(([scopeId]) => selected.has(scopeId)));
}
