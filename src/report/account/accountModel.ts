import type { Account, AccountDetail, AccountPart } from '../../domain/reportPanels.ts';
import { accountOfChange, causes, type AccountInput, type AccountPart as ScorePart, type Transition } from '../../score/index.ts';
import { shownParts } from './shownParts.ts';

/** How much is listed; the rest is counted. */
export interface AccountLimits {
  /** Places per cause. */
  readonly places: number;
  /** Resources per place. */
  readonly resources: number;
}

/** Of a report. */
const reportLimits: AccountLimits = { places: 20, resources: 5 };

/** What ids are called. */
export interface AccountNames {
  scope(id: string): string;
  control(id: string): string;
  recommendation(key: string): string;
}

/** The account of a change by cause, as the report shows it; null when either point has no score. */
export function accountModel(input: AccountInput, names: AccountNames, limits: AccountLimits = reportLimits): Omit<Account, 'since'> | null {
  const result = accountOfChange(input);
  if (result === null) return null;
  const [shownFrom, shownTo] = [Math.round(result.from * 1000), Math.round(result.to * 1000)];
  const parts = causes.flatMap((cause) => {
    const own = result.parts.filter((part) => part.cause === cause);
    return own.length === 0 ? [] : [{ cause, change: own.reduce((sum, part) => sum + part.change, 0), own }];
  });
  const shown = shownParts(parts.map((part) => part.change * 1000), shownTo - shownFrom);
  return {
    from: result.from,
    to: result.to,
    shownFrom: shownFrom / 10,
    shownTo: shownTo / 10,
    parts: parts.map(({ cause, change, own }, at) => ({ cause, change, shown: (shown[at] ?? 0) / 10, ...places(names, own, limits) })),
  };
}

/** Where a cause acted, largest effect first. */
function places(names: AccountNames, parts: readonly ScorePart[], limits: AccountLimits): Pick<AccountPart, 'resources' | 'details' | 'detailTotal'> {
  const details = parts
    .filter((part) => Math.abs(part.change) > 1e-12 || part.transitions.length > 0)
    .toSorted((a, b) => Math.abs(b.change) - Math.abs(a.change) || a.scopeId.localeCompare(b.scopeId))
    .map((part): AccountDetail => ({
      scopeId: part.scopeId,
      scopeName: names.scope(part.scopeId),
      controlId: part.controlId,
      controlName: part.controlId === null ? null : names.control(part.controlId),
      change: part.change,
      resources: new Set(part.transitions.map((transition) => transition.resourceId)).size,
      recommendations: recommendationsOf(part.transitions, names),
      changed: part.transitions.slice(0, limits.resources).map(({ resourceId, from, to, keys }) => ({ resourceId, from, to, keys: [...keys] })),
    }));
  const resources = new Set(parts.flatMap((part) => part.transitions.map((transition) => `${part.scopeId} ${transition.resourceId}`)));
  return { resources: resources.size, details: details.slice(0, limits.places), detailTotal: details.length };
}

function recommendationsOf(transitions: readonly Transition[], names: AccountNames): AccountDetail['recommendations'] {
  const pairs = transitions.flatMap((transition) => transition.keys);
  return [...Map.groupBy(pairs, (key) => key)]
    .map(([key, own]) => ({ key, name: names.recommendation(key), resources: own.length }))
    .toSorted((a, b) => b.resources - a.resources || a.name.localeCompare(b.name, 'en'));
}
