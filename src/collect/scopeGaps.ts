import type { Gap } from '../domain/gap.ts';
import type { Scope } from '../domain/scope.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { DecodedScore } from './rows/scores.ts';

/** Subscriptions of which a query's rows may be missing, by query. */
export type Doubts = ReadonlyMap<string, ReadonlySet<string>>;

/** What the scores lack, scope by scope. */
export function scopeGaps(scopes: readonly Scope[], scores: ReadonlyMap<string, DecodedScore>, assessed: ReadonlySet<string>, doubtful: Doubts, previous: Snapshot | null): readonly Gap[] {
  const before = new Set(previous?.scores.filter(({ secureScore }) => secureScore !== null).map(({ scopeId }) => scopeId));
  return scopes.flatMap((scope) => {
    const score = scores.get(scope.id);
    const rows = score === undefined ? [] : [...contradictionGap(scope, score), ...faultGap(scope, score)];
    if (!isEnabled(scope)) return [...rows, disabledGap(scope)];
    if (score !== undefined && score.secureScore !== null) return [...rows, ...uncountedGap(scope, score)];
    // A score that came and cannot be used is there: its own gap says so. Where scores did not arrive, the query's does.
    const isThere = score?.faults.some(({ row }) => row === 'ascscore' || row === 'row') === true;
    if (isThere || doubtful.get('scores')?.has(scope.subscriptionId) === true) return rows;
    const isAssessed = doubtful.get('recommendationCounts')?.has(scope.subscriptionId) === true ? null : assessed.has(scope.id);
    return [...rows, noScoreGap(scope, isAssessed, before.has(scope.id))];
  });
}

/** Connectors count as enabled; of the states of a subscription the service's own roll-up takes only this one. */
export function isEnabled({ state }: Scope): boolean {
  return state.toLowerCase() === 'enabled';
}

/** `subscription pay-prod`, `connector aws-1`. */
function nameOf({ kind, name }: Pick<Scope, 'kind' | 'name'>): string {
  return `${kind === 'subscription' ? 'subscription' : 'connector'} ${name}`;
}

function disabledGap({ id, name, state }: Scope): Gap {
  return { cause: 'disabled', what: `subscription ${name} is ${state}`, scopeId: id, advice: 'Enable it, or exclude it.', affectsScore: false };
}

const devOps = new Set(['AzureDevOps', 'GitHub', 'GitLab', 'DockerHub', 'JFrog']);

/** A score that was never there lacks in no figure of the service; one that has gone does. `isAssessed` is null where that is not known. */
function noScoreGap({ id, name, kind, environment }: Scope, isAssessed: boolean | null, hadScore: boolean): Gap {
  const gap = { scopeId: id, affectsScore: hadScore };
  if (kind === 'securityConnector') {
    const advice = devOps.has(environment) ? `Recommendations of ${environment} do not count in the classic score.` : 'Check that its plans are on and that it is connected.';
    return { ...gap, cause: 'noScore', what: `the service holds no secure score for connector ${name}`, advice };
  }
  if (isAssessed === null) return { ...gap, cause: 'noScore', what: `the service holds no secure score for subscription ${name}`, advice: 'Run again: whether it holds assessments of it did not arrive, either.' };
  if (isAssessed) return { ...gap, cause: 'noScore', what: `the service holds assessments of subscription ${name}, but no secure score`, advice: 'Open Defender for Cloud in the portal once for this subscription; the score follows within a day.' };
  return {
    ...gap, cause: 'providerNotRegistered', what: `Defender for Cloud holds nothing of subscription ${name}: neither a score nor an assessment`,
    advice: 'Register the resource provider Microsoft.Security for it; if it is empty, exclude it.',
  };
}

/** A score that is in no roll-up (DESIGN §9.1): without a maximum or a weight. */
function uncountedGap(scope: Scope, { secureScore, weight }: DecodedScore): readonly Gap[] {
  const gap = { cause: 'noScore', scopeId: scope.id } as const;
  if (secureScore?.max === 0) return [{ ...gap, what: `the service gives ${nameOf(scope)} 0 of 0 points: no resource of it is judged`, advice: 'Nothing, if it is empty; otherwise check that its Defender plans and the security benchmark are on.', affectsScore: false }];
  if (weight === 0) return [{ ...gap, what: `the service gives the secure score of ${nameOf(scope)} no weight: it counts in no total`, advice: 'Nothing, if it is empty; otherwise run again in a few hours.', affectsScore: false }];
  return weight === null ? [{ ...gap, what: `the secure score of ${nameOf(scope)} came without its weight, so that it is in no total`, advice: 'Run again; if it stays, look for a newer version of this program.', affectsScore: true }] : [];
}

function contradictionGap({ id, name }: Scope, { contradictions }: DecodedScore): readonly Gap[] {
  if (contradictions.length === 0) return [];
  return [{
    cause: 'invalidRow', what: `${name} has several rows with different figures for ${contradictions.join(', ')}; one of each was taken`, scopeId: id,
    advice: 'Run again; the service may be between two calculations.', affectsScore: true,
  }];
}

/** Rows left out, as one gap: the one that costs the scope its score first. */
function faultGap(scope: Scope, { faults, secureScore }: DecodedScore): readonly Gap[] {
  const [first, ...rest] = faults.toSorted((a, b) => Number(b.row === 'ascscore') - Number(a.row === 'ascscore'));
  if (first === undefined) return [];
  const what = first.row === 'ascscore' ? `the secure score of ${nameOf(scope)}` : `a row of the secure score of ${nameOf(scope)} (${first.row})`;
  const others = rest.length === 0 ? '' : `, and ${rest.length} more of its rows`;
  const counted = secureScore === null ? '; the scope counts as one without a score' : '';
  const impossible = first.kind === 'impossible';
  return [{
    cause: 'invalidRow', what: `${what} ${impossible ? 'cannot be true' : 'could not be read'} and was left out (${first.why})${others}${counted}`, scopeId: scope.id,
    advice: impossible ? 'Run again in a few hours; if the portal shows the same figures, open a support case with Microsoft.' : 'Look for a newer version of this program; the service may have changed the row\'s shape.',
    affectsScore: true,
  }];
}
