import type { Gap } from '../../domain/gap.ts';
import type { ScopeId } from '../../domain/scope.ts';
import type { Snapshot } from '../../domain/snapshot.ts';

/** Causes that concern one scope, told in words that name no other. */
const ownCauses: ReadonlySet<Gap['cause']> = new Set(['noScore', 'disabled', 'providerNotRegistered', 'notFound', 'invalidRow']);

/** Causes that lie in a question to the service; its answer, which the gap quotes, may name anything. */
const askedCauses: Readonly<Partial<Record<Gap['cause'], string>>> = {
  shortPage: 'fewer rows arrived than the service counted',
  payloadTooLarge: 'the answer was over the service’s limit',
  restricted: 'the identity may not read all that was asked for',
  requestFailed: 'a request failed after all attempts',
  invalidRow: 'rows did not have the documented shape',
  subscriptionLimit: 'the service looked at a part of the subscriptions only',
  typeVanished: 'a kind of row that the run before had was missing',
};

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
  const words = askedCauses[cause];
  return words === undefined ? [] : [{ cause, what: `not all rows of ${name} may have arrived: ${words}`, scopeId, advice: 'Ask who runs this report to look at its data quality.', affectsScore }];
}

function runGap({ cause, affectsScore }: Gap): Gap[] {
  const words = askedCauses[cause];
  if (words === undefined || !affectsScore) return [];
  return [{ cause, what: `not everything that the run asked for arrived: ${words}; it may concern scopes of this report`, scopeId: null, advice: 'Ask who runs this report to look at its data quality.', affectsScore }];
}
