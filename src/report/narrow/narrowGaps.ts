import type { Gap } from '../../domain/gap.ts';
import type { ScopeId } from '../../domain/scope.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { message, told } from '../../domain/told.ts';

/** Causes that concern one scope, told in words that name no other. */
const ownCauses: ReadonlySet<Gap['cause']> = new Set(['noScore', 'disabled', 'providerNotRegistered', 'notFound', 'invalidRow']);

/** Causes that lie in a question to the service; its answer, which the gap quotes, may name anything. */
const askedCauses: ReadonlySet<Gap['cause']> = new Set(['shortPage', 'payloadTooLarge', 'restricted', 'requestFailed', 'invalidRow', 'subscriptionLimit', 'typeVanished']);

/**
 * The gaps of some scopes. A gap of the run as a whole is told without its words, which may name other scopes: it may or may not concern
 * these, and a reader has to know.
 */
export function narrowGaps({ gaps, scopes }: Pick<Snapshot, 'gaps' | 'scopes'>, ids: ReadonlySet<ScopeId>): Gap[] {
  const own = scopes.filter(({ id }) => ids.has(id));
  const names = new Map(own.map(({ id, name }) => [id, name]));
  const hosts = Map.groupBy(own.filter(({ kind }) => kind === 'securityConnector'), ({ subscriptionId }) => `/subscriptions/${subscriptionId.toLowerCase()}`);
  const told = gaps.flatMap((gap): Gap[] => {
    if (gap.scopeId === null) return runGap(gap);
    if (!ids.has(gap.scopeId)) return (hosts.get(gap.scopeId) ?? []).flatMap(({ id, name }) => askedGap(gap, id, name));
    return ownCauses.has(gap.cause) ? [gap] : askedGap(gap, gap.scopeId, names.get(gap.scopeId) ?? gap.scopeId);
  });
  return [...new Map(told.map((gap) => [JSON.stringify(gap), gap])).values()];
}

function askedGap({ cause, affectsScore }: Gap, scopeId: ScopeId, name: string): Gap[] {
  return askedCauses.has(cause) ? [{ cause, scopeId, affectsScore, ...told(message('gap.asked', { name, cause }), message('gapAdvice.askOwner')) }] : [];
}

function runGap({ cause, affectsScore }: Gap): Gap[] {
  return askedCauses.has(cause) && affectsScore ? [{ cause, scopeId: null, affectsScore, ...told(message('gap.run', { cause }), message('gapAdvice.askOwner')) }] : [];
}
