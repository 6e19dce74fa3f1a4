import type { Day, KnownStates } from '../../domain/history.ts';
import type { Account, AccountBrief } from '../../domain/reportPanels.ts';
import type { ScopeId } from '../../domain/scope.ts';
import { baseRunDay, gridDay, type ReportContext } from '../context.ts';
import { accountFor, compare, laterEndOf, type Moment } from './compared.ts';

/** Accounts of the change from one day to the run, for any scopes; what they need is read once. */
export interface Accounting {
  /** All scopes, or some; null when either end has no score of theirs. */
  of(only?: Iterable<ScopeId>): Account | null;
  /** The same without places. */
  brief(only: Iterable<ScopeId>): AccountBrief | null;
}

const nothing: Accounting = { of: () => null, brief: () => null };

/** Why scores moved since a day with a run, by default that of the last report; nothing to tell where there is none. */
export async function accounting(context: ReportContext, states: KnownStates | null, wanted?: Day | null): Promise<Accounting> {
  const since = wanted === undefined ? baseRunDay(context, context.period) : wanted;
  const index = since === null ? null : gridDay(context.grid, since);
  if (since === null || index === null) return nothing;
  const at = (day: Day, place: number): Moment => ({ history: context.history, grid: context.grid, day, index: place });
  const compared = await compare(at(since, index), at(context.day, context.today), laterEndOf(context.snapshot, states));
  const own: typeof compared = { ...compared, names: { ...compared.names, scope: (id) => context.scope(id)?.name ?? id } };
  const of: Accounting['of'] = (only) => {
    const model = accountFor(own, only ?? null);
    return model === null ? null : { since, ...model };
  };
  return {
    of,
    brief: (only) => {
      const full = of(only);
      return full === null ? null : { ...full, parts: full.parts.map(({ cause, change, shown, resources }) => ({ cause, change, shown, resources })) };
    },
  };
}
