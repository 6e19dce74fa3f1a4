import { dayOf, daysBetween } from '../domain/calendar.ts';
import type { Grant } from '../domain/circumstances.ts';
import { exemptionStatuses, type Exemption } from '../domain/exemptions.ts';
import type { KnownStates } from '../domain/history.ts';
import { resourcePortalUrl } from '../domain/portal.ts';
import type { Assessment, Snapshot } from '../domain/snapshot.ts';
import { covers, grantFinder, isOver, scopeOf } from './grants.ts';

/** An exemption that ends within so many days is listed as ending soon. */
const soonDays = 30;
/** One whose time was up longer ago than this is no news, though its resources fail. */
const lapsedDays = 90;

interface Place {
  readonly snapshot: Snapshot;
  readonly timeZone: string;
  readonly today: string;
  scopeName(id: string): string;
  recommendationName(key: string): string;
}

/** What is exempt, by scope, recommendation and exemption, and exemptions that have lapsed; those that need a look first. */
export function exemptionRows(snapshot: Snapshot, states: KnownStates, exempt: readonly Assessment[], timeZone: string): Exemption[] {
  const scopes = new Map(snapshot.scopes.map(({ id, name }) => [id, name]));
  const names = new Map(snapshot.recommendations.map(({ key, name }) => [key, name]));
  const place: Place = {
    snapshot, timeZone, today: dayOf(snapshot.takenAt, timeZone),
    scopeName: (id) => scopes.get(id) ?? id, recommendationName: (key) => names.get(key) ?? key,
  };
  const find = grantFinder(snapshot);
  const found = exempt.map((row) => ({ row, grant: find(row), reason: textOrNull(row.reason) }));
  const alike = Map.groupBy(found, ({ row, grant, reason }) => JSON.stringify([row.scopeId, row.key, grant?.id ?? null, grant === null ? reason : null]));
  const inForce = [...alike.values()].flatMap((group): Exemption[] => {
    const [first] = group;
    return first === undefined ? [] : [inForceRow(place, first.grant, group.map(({ row }) => row))];
  });
  return [...inForce, ...lapsedRows(place, states)].toSorted((a, b) =>
    exemptionStatuses.indexOf(a.status) - exemptionStatuses.indexOf(b.status) || b.resources - a.resources || a.scopeName.localeCompare(b.scopeName, 'en') || a.name.localeCompare(b.name, 'en'));
}

function inForceRow(place: Place, grant: Grant | null, rows: readonly Assessment[]): Exemption {
  const [first] = rows;
  const text = textOrNull(first?.reason ?? null);
  const lastExempted = rows.flatMap(({ changedAt }) => changedAt ?? []).toSorted().at(-1) ?? null;
  const row = rowOf(place, grant, { scopeId: first?.scopeId ?? '', key: first?.key ?? '', resources: rows.length });
  const known = grant === null
    ? { reason: text, category: categoryIn(text ?? ''), expiresOn: text === null ? null : expiryIn(text) }
    : { reason: grant.reason ?? text, category: row.category, expiresOn: row.expiresOn };
  return { ...row, ...known, since: row.since ?? lastExempted, status: statusOf(known.reason, known.expiresOn, place.today) };
}

/** Exemptions whose time was up lately, with the resources under them that fail. */
function lapsedRows(place: Place, states: KnownStates): Exemption[] {
  const { scopes, takenAt, grants = [] } = place.snapshot;
  const lately = (grant: Grant): boolean => isOver(grant, takenAt) && daysBetween(dayOf(grant.expiresAt ?? takenAt, place.timeZone), place.today) <= lapsedDays;
  return grants.filter(lately).flatMap((grant) => scopes.flatMap((scope) => {
    if (scopeOf(grant.scope) !== scope.id && !covers(grant, scope, scope.id)) return [];
    return grant.keys.flatMap((key): Exemption[] => {
      const resources = [...states.resources(scope.id, key)].filter(([id, state]) => state === 'Unhealthy' && covers(grant, scope, id)).length;
      return resources === 0 ? [] : [{ ...rowOf(place, grant, { scopeId: scope.id, key, resources }), status: 'lapsed' }];
    });
  }));
}

/** What is known from the exemption alone. */
function rowOf(place: Place, grant: Grant | null, { scopeId, key, resources }: Pick<Exemption, 'scopeId' | 'key' | 'resources'>): Exemption {
  const { cloud, tenantIds } = place.snapshot;
  return {
    scopeId, scopeName: place.scopeName(scopeId), key, name: place.recommendationName(key),
    title: grant?.name ?? null, reason: grant?.reason ?? null, category: categoryIn(grant?.category ?? ''),
    // What ends at midnight was in force on the day before.
    expiresOn: grant?.expiresAt == null ? null : dayOf(new Date(Date.parse(grant.expiresAt) - 1).toISOString(), place.timeZone),
    createdBy: grant?.createdBy ?? null, source: grant?.source ?? 'assessment',
    portalUrl: grant?.source === 'policyExemption' ? resourcePortalUrl(cloud, tenantIds, grant.id) : null,
    status: 'active', resources, since: grant?.createdAt ?? null,
  };
}

function textOrNull(text: string | null): string | null {
  return text === null || text.trim() === '' ? null : text.trim();
}

function statusOf(reason: string | null, expiresOn: string | null, today: string): Exemption['status'] {
  if (expiresOn !== null && expiresOn < today) return 'expired';
  if (reason === null) return 'unjustified';
  return expiresOn !== null && daysBetween(today, expiresOn) <= soonDays ? 'endsSoon' : 'active';
}

function categoryIn(text: string): Exemption['category'] {
  return /\bmitigated\b/i.test(text) ? 'mitigated' : /\bwaive[dr]?\b/i.test(text) ? 'waiver' : null;
}

/** The ISO day after words such as "expires", "expiry", "valid until"; a date without such words may be anything. */
export function expiryIn(reason: string): string | null {
  const found = /\b(?:expir(?:es|ed|y|ation|ing)|until|ends?)\b[^\d]{0,20}(\d{4}-\d{2}-\d{2})/i.exec(reason)?.[1];
  return found !== undefined && new Date(`${found}T00:00:00Z`).toJSON()?.startsWith(found) === true ? found : null;
}
