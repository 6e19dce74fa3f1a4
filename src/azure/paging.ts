import { createDistinctTexts, type DistinctTexts } from './distinct.ts';
import type { WireFailure, WirePage, WireRow } from './wire.ts';

/** Why a query's rows are not all there. */
export type QueryProblem =
  | { readonly kind: 'shortPage'; readonly message: string }
  | { readonly kind: 'payloadTooLarge'; readonly message: string; readonly bytes: number | null; readonly limit: number | null }
  | { readonly kind: 'restricted'; readonly message: string; readonly status: number }
  | { readonly kind: 'requestFailed'; readonly message: string; readonly status: number | null; readonly code: string };

/** Where a page begins. */
export interface PagePosition {
  readonly skipToken: string | null;
  /** Only rows whose id comes after this one; null for all. */
  readonly after: string | null;
}

export interface PagingOptions<Kept> {
  /** Columns a row may have; a page with others is one of another query. */
  readonly columns: readonly string[];
  /** What is kept of a row, from when its page arrives; once for each id. Must not note what it sees elsewhere: a restart drops what was kept. */
  readonly keep: (row: WireRow) => Kept;
  /** Called when a page had to be asked for again. */
  readonly onRestart: () => void;
  /** Rows so far, and the number the service counts. */
  readonly onPage?: (rows: number, of: number) => void;
}

/** What was kept of the rows, one by id. */
export interface CollectedRows<Kept> {
  readonly rows: readonly Kept[];
  readonly problem: QueryProblem | null;
  readonly subscriptionLimitHit: boolean;
}

/** Clean starts after a faulty page, the first not counted. */
const mostRestarts = 3;
/** Times a moving table is followed before the query starts anew. */
const mostMoves = 200;

/** What one chain of pages, each leading to the next by its token, ended with. */
type ChainEnd =
  | { readonly kind: 'complete' }
  | { readonly kind: 'failed'; readonly failure: WireFailure }
  /** totalRecords changed between two pages: rows up to `after` are safe, those behind may have shifted. */
  | { readonly kind: 'moved'; readonly after: string }
  | { readonly kind: 'faulty'; readonly why: string };

/**
 * All rows of a query that is ordered by id. A page leads to the next by its `$skipToken` alone: `resultTruncated` is "false" on
 * ordinary pages. Tokens are offsets into a table that moves, so repeated rows are dropped, and where the number of records
 * changes between two pages the query goes on behind the last id that is certain instead of by the token.
 * A fault (a missing or repeated token, fewer rows than counted, rows of another query) is met by a clean start, and if it stays, by a problem.
 */
export async function collectPages<Kept>(fetch: (position: PagePosition) => Promise<WirePage | WireFailure>, options: PagingOptions<Kept>): Promise<CollectedRows<Kept>> {
  let rows: Kept[] = [];
  let most = rows;
  let limitHit = false;
  let why = '';
  let mayResume = true;
  for (let start = 0; start <= mostRestarts; start += 1) {
    if (start > 0) options.onRestart();
    rows = [];
    const seen = createDistinctTexts();
    let end: ChainEnd = { kind: 'moved', after: '' };
    for (let moves = 0; end.kind === 'moved' && moves <= mostMoves; moves += 1) {
      const after: string = end.after;
      end = await followChain(fetch, { after: after === '' ? null : after, mayResume }, { rows, seen }, options, () => {
        limitHit = true;
      });
      if (end.kind === 'failed' && end.failure.status === 400 && after !== '') {
        // The service does not take the addition to the query: pages are followed by their tokens alone.
        mayResume = false;
        end = { kind: 'faulty', why: 'the number of rows changed' };
      }
    }
    if (rows.length > most.length) most = rows;
    if (end.kind === 'complete') return { rows, problem: null, subscriptionLimitHit: limitHit };
    if (end.kind === 'failed') return { rows: most, problem: problemOf(end.failure), subscriptionLimitHit: limitHit };
    why = end.kind === 'faulty' ? end.why : 'the number of rows kept changing';
  }
  return { rows: most, problem: { kind: 'shortPage', message: why }, subscriptionLimitHit: limitHit };
}

/** Rows so far, and the ids that they have. */
interface Received<Kept> {
  readonly rows: Kept[];
  readonly seen: DistinctTexts;
}

async function followChain<Kept>(
  fetch: (position: PagePosition) => Promise<WirePage | WireFailure>, { after, mayResume }: { readonly after: string | null; readonly mayResume: boolean }, { rows, seen }: Received<Kept>, { columns, keep, onPage }: PagingOptions<Kept>, onLimit: () => void,
): Promise<ChainEnd> {
  const tokens = new Set<string>();
  let skipToken: string | null = null;
  let received = 0;
  let expected: number | null = null;
  let last: string | null = after;
  for (;;) {
    const page = await fetch({ skipToken, after });
    if (page.kind === 'failure') return { kind: 'failed', failure: page };
    if (page.subscriptionLimitHit) onLimit();
    const fault = pageFault(page, columns);
    if (fault !== null) return { kind: 'faulty', why: fault };
    if (mayResume && expected !== null && page.totalRecords !== expected && last !== null) return { kind: 'moved', after: last };
    expected = page.totalRecords;
    const before = rows.length;
    last = addRows({ rows, seen }, page.rows, keep) ?? last;
    onPage?.(rows.length, expected);
    received += rows.length - before + repeatsWithin(page.rows);
    if (page.skipToken === null) return chainEnd(page, received, expected);
    if (tokens.has(page.skipToken) || page.rows.length === 0) return { kind: 'faulty', why: 'the token of a page came again' };
    tokens.add(page.skipToken);
    ({ skipToken } = page);
  }
}

function chainEnd(page: WirePage, received: number, expected: number): ChainEnd {
  if (received >= expected && !page.truncated) return { kind: 'complete' };
  const cut = page.truncated ? 'the answer was truncated and held no token' : 'the last page held no token';
  return { kind: 'faulty', why: `${received} of ${expected} rows arrived: ${cut}` };
}

/** What makes a page unusable on its own; null when nothing does. */
function pageFault(page: WirePage, columns: readonly string[]): string | null {
  if (page.count !== page.rows.length) return `a page of ${page.count} rows held ${page.rows.length}`;
  const own = new Set(columns);
  const foreign = page.rows.some((row) => typeof row['id'] !== 'string' || Object.keys(row).some((column) => !own.has(column)));
  return foreign ? 'a page held rows of another query' : null;
}

function addRows<Kept>({ rows, seen }: Received<Kept>, page: readonly WireRow[], keep: (row: WireRow) => Kept): string | null {
  let last: string | null = null;
  for (const row of page) {
    last = idOf(row);
    if (seen.add(last)) rows.push(keep(row));
  }
  return last;
}

/** Rows that a page holds twice are the table's own repeats, not a shift between pages. */
function repeatsWithin(page: readonly WireRow[]): number {
  return page.length - new Set(page.map(idOf)).size;
}

function idOf(row: WireRow): string {
  return String(row['id']);
}

/** Why a query failed, as its reader needs it. */
export function problemOf(failure: WireFailure): QueryProblem {
  const { status, code } = failure;
  const message = `${code}: ${failure.message}`;
  if (code === 'ResponsePayloadTooLarge') {
    const [bytes, limit] = /(\d{4,})\D+?(\d{4,})/.exec(failure.message)?.slice(1).map(Number) ?? [];
    return { kind: 'payloadTooLarge', message, bytes: bytes ?? null, limit: limit ?? null };
  }
  if (status === 403) return { kind: 'restricted', message, status };
  return { kind: 'requestFailed', message, status, code };
}
