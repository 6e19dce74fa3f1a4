import { largestPage, type QueryProblem, type QueryScope, type RequestCounts, type ResourceGraph, type WireRow } from '../azure/index.ts';
import type { Query } from './queries.ts';
import { listsOf, mostSubscriptions } from './reach.ts';

/** What is asked in one go. */
export interface Batch {
  readonly scope: QueryScope;
  /** Rows in an answer at most. */
  readonly pageSize: number;
}

/** A batch whose rows are not all there, although it was split as far as it goes. */
export interface FailedBatch {
  readonly query: string;
  readonly scope: QueryScope;
  readonly problem: QueryProblem;
}

/** Rows of all batches of a query. */
export interface BatchedRows<Kept = WireRow> {
  readonly rows: readonly Kept[];
  readonly failed: readonly FailedBatch[];
  readonly subscriptionLimitHit: boolean;
  readonly requests: RequestCounts & { readonly rows: number };
}

/** How often one query's batches are split because the service fails, not because they are too large. */
const mostFailureSplits = 24;
/** Room left below the service's limit when a batch is cut to size. */
const margin = 0.8;

/**
 * Asks a query of every batch and joins the rows. A batch that is too large is split, and so is one that fails, to find the
 * scope that makes it fail; what cannot be split is listed as failed and stops none of the others.
 * @param keep what is kept of a row, from when its page arrives.
 * @param subscriptionsIn ids of the subscriptions a scope stands for; null where they are not known.
 */
export async function queryBatches<Kept>(
  graph: ResourceGraph, query: Query, keep: (row: WireRow) => Kept, scopes: readonly QueryScope[], subscriptionsIn: (scope: QueryScope) => readonly string[] | null,
  onPage: (rows: number, of: number) => void = () => {},
): Promise<BatchedRows<Kept>> {
  const rows: Kept[] = [];
  const failed: FailedBatch[] = [];
  const requests = { sent: 0, throttled: 0, retried: 0, rows: 0 };
  let subscriptionLimitHit = false;
  let splits = 0;
  const run = async (batch: Batch): Promise<void> => {
    const answer = await graph.query({ ...query, ...batch, keep, onPage });
    requests.sent += answer.requests.sent;
    requests.throttled += answer.requests.throttled;
    requests.retried += answer.requests.retried;
    subscriptionLimitHit ||= answer.subscriptionLimitHit;
    const parts = answer.problem === null || nothingReadable(answer.problem) ? null : splitBatch(batch, answer.problem, subscriptionsIn);
    const allowed = parts !== null && (answer.problem?.kind === 'payloadTooLarge' || (splits += 1) <= mostFailureSplits);
    if (allowed) {
      await Promise.all(parts.map(run));
      return;
    }
    requests.rows += answer.rows.length;
    for (const row of answer.rows) rows.push(row);
    if (answer.problem !== null && !nothingReadable(answer.problem)) failed.push({ query: query.name, scope: batch.scope, problem: answer.problem });
  };
  await Promise.all(scopes.map((scope) => run({ scope, pageSize: largestPage })));
  return { rows, failed, subscriptionLimitHit, requests };
}

/** The service's way of saying that there are no rows, when it may read none of the subscriptions it was asked about. */
function nothingReadable(problem: QueryProblem): boolean {
  return problem.kind === 'requestFailed' && problem.code === 'NoValidSubscriptionsInQueryRequest';
}

/** Smaller batches that together ask the same; null when there are none, or smaller ones would not help. */
export function splitBatch({ scope, pageSize }: Batch, problem: QueryProblem, subscriptionsIn: (scope: QueryScope) => readonly string[] | null): readonly Batch[] | null {
  const ids = subscriptionsIn(scope);
  const tooLarge = problem.kind === 'payloadTooLarge';
  const share = tooLarge && problem.bytes !== null && problem.limit !== null ? Math.min(0.5, (problem.limit / problem.bytes) * margin) : 0.5;
  const helps = tooLarge || problem.kind === 'restricted' || (problem.kind === 'requestFailed' && problem.status !== null && ![400, 401, 429, 501].includes(problem.status));
  if (!helps) return null;
  if (ids !== null && ids.length > 1) {
    const size = Math.max(1, Math.min(mostSubscriptions, Math.ceil(Math.min(ids.length, pageSize) * share)));
    return listsOf(ids, size).map((part) => ({ scope: part, pageSize }));
  }
  return tooLarge && pageSize > 1 ? [{ scope, pageSize: Math.max(1, Math.floor(pageSize * share)) }] : null;
}
