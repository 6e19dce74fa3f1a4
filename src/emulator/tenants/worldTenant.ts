import type { Row, TableName, Tenant } from '../tenant.ts';
import { day, type Instant, tickAt } from './instants.ts';
import type { World } from './model.ts';
import { connectorRow } from './rows/connectorRow.ts';
import { containerRows } from './rows/containerRows.ts';
import { ruleRow } from './rows/governanceRows.ts';
import { planRows } from './rows/planRows.ts';
import { policyRows } from './rows/policyRows.ts';
import { isSeen, type ScopeFeed, scopeFeed } from './scopeFeed.ts';

/** Row types of `securityresources`, in the order in which `rows` lists them. */
export const securityTypes = [
  'microsoft.security/securescores', 'microsoft.security/securescores/securescorecontrols', 'microsoft.security/assessments',
  'microsoft.security/assessments/governanceassignments', 'microsoft.security/governancerules',
  'microsoft.security/pricings',
] as const;
export type SecurityType = (typeof securityTypes)[number];

/** A tenant that can also give one type of row alone, which spares a large tenant from building the others. */
export interface TypedTenant extends Tenant {
  /** Rows of `securityresources` of one type (lower case; an unknown one has no rows), with the same guarantees as `rows`. */
  securityRows(type: string, now: Date): readonly Row[];
}

type RowsAt = (now: Instant) => readonly Row[];

/** The tenant whose rows follow from a world. */
export function worldTenant(world: World, exported: (table: TableName) => RowsAt): TypedTenant {
  const feedAt = feedsOf(world);
  const types: Readonly<Record<SecurityType, RowsAt>> = {
    'microsoft.security/securescores': joined(world, feedAt, (feed, now) => feed.scores(now)),
    'microsoft.security/securescores/securescorecontrols': joined(world, feedAt, (feed, now) => feed.controls(now)),
    'microsoft.security/assessments': joined(world, feedAt, (feed, now) => feed.assessments(now)),
    'microsoft.security/assessments/governanceassignments': joined(world, feedAt, (feed, now) => feed.assignments(now)),
    'microsoft.security/governancerules': since(world.rules.map((rule) => ({ from: rule.from, until: Infinity, row: ruleRow(world.tenantId, rule) }))),
    'microsoft.security/pricings': since(world.scopes.flatMap((plan) => (plan.kind === 'subscription' ? planRows(world.tenantId, plan).map((row) => ({ from: plan.from, until: plan.until, row })) : []))),
  };
  const tables: Partial<Record<TableName, RowsAt>> = {
    securityresources: concatenated(securityTypes.map((type) => types[type])),
    resources: since(connectorSpans(world)),
    policyresources: since(policyRows(world)),
    resourcecontainers: between(containerChanges(world), (now) => containerRows(world, now)),
  };
  return {
    tenantId: world.tenantId,
    defaultNow: new Date(world.defaultNow),
    rows: (table, now) => (tables[table] ??= exported(table))(now.getTime()),
    securityRows: (type, now) => (isSecurityType(type) ? types[type](now.getTime()) : []),
  };
}

function isSecurityType(type: string): type is SecurityType {
  return (securityTypes as readonly string[]).includes(type);
}

/** Feeds by scope: kept where the world is small, otherwise made anew each time so that memory holds rows only. */
function feedsOf(world: World): (index: number) => ScopeFeed {
  const feeds = new Map<number, ScopeFeed>();
  return (index) => {
    const feed = feeds.get(index) ?? scopeFeed(world.tenantId, world.history(index));
    if (world.keepsHistories) feeds.set(index, feed);
    return feed;
  };
}

/** Rows of all scopes one after the other; the same array while every scope's rows are the same. */
function joined(world: World, feedAt: (index: number) => ScopeFeed, pick: (feed: ScopeFeed, now: Instant) => readonly Row[]): RowsAt {
  const parts = (now: Instant): readonly (readonly Row[])[] => world.scopes.map((plan, index) => (isSeen(plan, now) ? pick(feedAt(index), now) : []));
  if (world.keepsHistories) return flattened(parts);
  // Large worlds change at the recomputation ticks only, so the tick tells whether anything can have changed.
  return between(null, (now) => parts(now).flat());
}

function flattened(parts: (now: Instant) => readonly (readonly Row[])[]): RowsAt {
  let last: readonly (readonly Row[])[] = [];
  let rows: readonly Row[] = [];
  return (now) => {
    const current = parts(now);
    const same = current.length === last.length && current.every((part, index) => part === last[index] || (part.length === 0 && last[index]?.length === 0));
    if (!same) rows = current.flat();
    last = current;
    return rows;
  };
}

function concatenated(sources: readonly RowsAt[]): RowsAt {
  return flattened((now) => sources.map((source) => source(now)));
}

/** Rows made once for each time between two changes (`null`: between two ticks). */
function between(changes: readonly Instant[] | null, make: RowsAt): RowsAt {
  let last: { readonly span: number; readonly rows: readonly Row[] } | null = null;
  return (now) => {
    const span = changes === null ? tickAt(now) : changes.filter((change) => change <= now).length;
    if (last?.span !== span) last = { span, rows: make(now) };
    return last.rows;
  };
}

interface Spanned {
  readonly from: Instant;
  readonly until: Instant;
  readonly row: Row;
}

function since(spans: readonly Spanned[]): RowsAt {
  const changes = spans.flatMap(({ from, until }) => [from, until]);
  return between(changes, (now) => spans.filter(({ from, until }) => from <= now && now < until).map(({ row }) => row));
}

function connectorSpans(world: World): readonly Spanned[] {
  return world.scopes.flatMap((plan) => {
    if (plan.connector === null) return [];
    const created = Number.isFinite(plan.from) ? plan.from : world.start - 200 * day;
    return [{ from: plan.from, until: plan.until, row: connectorRow(world.tenantId, plan, plan.connector, created) }];
  });
}

function containerChanges(world: World): readonly Instant[] {
  return world.scopes.filter((plan) => plan.kind === 'subscription').flatMap((plan) => [plan.from, plan.until, plan.disabledFrom]);
}
