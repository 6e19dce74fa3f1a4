import { attempt, type RequestCounts } from './attempts.ts';
import { collectPages, problemOf, type PagePosition, type QueryProblem } from './paging.ts';
import type { Pacer } from './quota.ts';
import type { Time } from './time.ts';
import type { QueryScope, Transport, WireFailure, WirePage, WireRow } from './wire.ts';

/** A query with where to ask it. */
export interface QueryOfRows<Kept> {
  /** Short name for messages, e.g. `scores`. */
  readonly name: string;
  /** KQL, ordered by an `id` column of unique strings. */
  readonly text: string;
  /** Names of the result's columns, `id` among them. */
  readonly columns: readonly string[];
  readonly scope: QueryScope;
  /** What is kept of a row, from when its page arrives; called for rows that a restart then drops, too, so it notes nothing elsewhere. */
  readonly keep: (row: WireRow) => Kept;
  /** Rows of the management groups above the scope, too; only tables on policy have any. Default false. */
  readonly above?: boolean;
  /** 1–1000; default 1000. */
  readonly pageSize?: number;
  /** Called after each page with the rows so far and the number of rows the service counts. */
  readonly onPage?: (rows: number, of: number) => void;
}

/** Rows of a query, and whether they are all there. */
export interface QueryRows<Kept> {
  /** What was kept, by distinct id; with a problem, the most that could be had. */
  readonly rows: readonly Kept[];
  /** Why rows are missing; null when none is. */
  readonly problem: QueryProblem | null;
  /** More subscriptions were in scope than the service looks at. */
  readonly subscriptionLimitHit: boolean;
  readonly requests: RequestCounts;
}

/** Azure Resource Graph as the collection needs it. */
export interface ResourceGraph {
  /** Never throws for what the service answers: that is a problem of the result. @throws UserError when signing in fails. */
  query<Kept>(request: QueryOfRows<Kept>): Promise<QueryRows<Kept>>;
  /** The first rows of a query that need not have an id; one page. Never throws for what the service answers. Left out: it cannot be asked. */
  firstRows?(request: { readonly text: string; readonly scope: QueryScope; readonly rows: number }): Promise<FirstRows>;
}

/** One page of a query of somebody else's. */
export interface FirstRows {
  readonly rows: readonly WireRow[];
  /** Rows the service counts. */
  readonly total: number;
  readonly problem: QueryProblem | null;
  readonly requests: RequestCounts;
}

/** Keeps rows as they came. */
export const asItCame = (row: WireRow): WireRow => row;

/** Largest page that the service gives. */
export const largestPage = 1_000;

/** Resource Graph over a transport: pages followed, attempts counted, quota kept. */
export function createResourceGraph(transport: Transport, pacer: Pacer, time: Time): ResourceGraph {
  return {
    query: async ({ text, columns, scope, keep, above = false, pageSize = largestPage, onPage = () => {} }) => {
      const counts = { sent: 0, throttled: 0, retried: 0 };
      const count = (what: keyof RequestCounts): void => {
        counts[what] += 1;
      };
      const fetch = ({ skipToken, after }: PagePosition): Promise<WirePage | WireFailure> =>
        attempt({ text: after === null ? text : behind(text, after), scope, pageSize, skipToken, above }, transport, pacer, time, count);
      const collected = await collectPages(fetch, { columns, keep, onRestart: () => count('retried'), onPage });
      return { ...collected, requests: counts };
    },
    firstRows: async ({ text, scope, rows }) => {
      const counts = { sent: 0, throttled: 0, retried: 0 };
      const page = await attempt({ text, scope, pageSize: Math.min(rows, largestPage), skipToken: null, above: false }, transport, pacer, time, (what) => { counts[what] += 1; });
      if (page.kind === 'failure') return { rows: [], total: 0, problem: problemOf(page), requests: counts };
      return { rows: page.rows, total: Math.max(page.totalRecords, page.rows.length), problem: null, requests: counts };
    },
  };
}

/** The same query for the rows behind an id. */
function behind(text: string, id: string): string {
  return `${text.trimEnd()}\n| where strcmp(id, ${kqlText(id)}) > 0`;
}

/** A KQL string literal; nothing in the text can end it. */
export function kqlText(text: string): string {
  const escaped = text.replace(/[\\'"]/g, '\\$&').replace(/[\u0000-\u001f\u007f\u2028\u2029]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `'${escaped}'`;
}
