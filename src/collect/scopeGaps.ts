import type { Gap } from '../domain/gap.ts';
import type { Scope } from '../domain/scope.ts';
import { message, told } from '../domain/told.ts';
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

function disabledGap({ id, name, state }: Scope): Gap {
  return { cause: 'disabled', scopeId: id, affectsScore: false, ...told(message('gap.disabled', { name, state }), message('gapAdvice.enable')) };
}

const devOps = new Set(['AzureDevOps', 'GitHub', 'GitLab', 'DockerHub', 'JFrog']);

/** A score that was never there lacks in no figure of the service; one that has gone does. `isAssessed` is null where that is not known. */
function noScoreGap({ id, name, kind, environment }: Scope, isAssessed: boolean | null, hadScore: boolean): Gap {
  const gap = { scopeId: id, affectsScore: hadScore };
  if (kind === 'securityConnector') {
    const advice = devOps.has(environment) ? message('gapAdvice.doesNotCount', { environment }) : message('gapAdvice.checkPlans');
    return { ...gap, cause: 'noScore', ...told(message('gap.noScore', { kind, name }), advice) };
  }
  if (isAssessed === null) return { ...gap, cause: 'noScore', ...told(message('gap.noScore', { kind, name }), message('gapAdvice.runAgainUnknown')) };
  if (isAssessed) return { ...gap, cause: 'noScore', ...told(message('gap.assessedOnly', { name }), message('gapAdvice.openPortal')) };
  return {
    ...gap, cause: 'providerNotRegistered', ...told(message('gap.nothingHeld', { name }), message('gapAdvice.register')),
  };
}

/** A score that is in no roll-up (DESIGN §9.1): without a maximum or a weight. */
function uncountedGap(scope: Scope, { secureScore, weight }: DecodedScore): readonly Gap[] {
  const gap = { cause: 'noScore', scopeId: scope.id } as const;
  const named = { kind: scope.kind, name: scope.name };
  if (secureScore?.max === 0) return [{ ...gap, ...told(message('gap.noPoints', named), message('gapAdvice.checkBenchmark')), affectsScore: false }];
  if (weight === 0) return [{ ...gap, ...told(message('gap.noWeight', named), message('gapAdvice.runLater')), affectsScore: false }];
  return weight === null ? [{ ...gap, ...told(message('gap.weightMissing', named), message('gapAdvice.runOrNewer')), affectsScore: true }] : [];
}

function contradictionGap({ id, name }: Scope, { contradictions }: DecodedScore): readonly Gap[] {
  if (contradictions.length === 0) return [];
  return [{
    cause: 'invalidRow', scopeId: id, affectsScore: true,
    ...told(message('gap.contradiction', { name, figures: contradictions.join(', ') }), message('gapAdvice.runAgain')),
  }];
}

/** Rows left out, as one gap: the one that costs the scope its score first. */
function faultGap(scope: Scope, { faults, secureScore }: DecodedScore): readonly Gap[] {
  const [first, ...rest] = faults.toSorted((a, b) => Number(b.row === 'ascscore') - Number(a.row === 'ascscore'));
  if (first === undefined) return [];
  const impossible = first.kind === 'impossible';
  const what = message('gap.fault', {
    score: first.row === 'ascscore' ? 'yes' : 'no', kind: scope.kind, name: scope.name, row: first.row, impossible: impossible ? 'yes' : 'no', why: first.why,
    others: rest.length, scored: secureScore === null ? 'no' : 'yes',
  });
  return [{
    cause: 'invalidRow', scopeId: scope.id, affectsScore: true, ...told(what, message(impossible ? 'gapAdvice.supportCase' : 'gapAdvice.newerShape')),
  }];
}
