import { createHash } from 'node:crypto';
import type { QueryOfRows, QueryRows, RequestCounts, ResourceGraph, WireRow } from '../azure/index.ts';
import { createRowLog, type RowLog } from './rowLog.ts';

/** A complete answer, to be used by a run that goes on where this one stopped. */
export interface StoredAnswer {
  /** In the order in which they arrived. */
  readonly rows: readonly WireRow[];
  readonly subscriptionLimitHit: boolean;
  /** What it took to get it. */
  readonly requests: RequestCounts;
}

/** Complete answers of a run that is not on record yet, by key. */
export interface AnswerStore {
  /** Null when there is none, or none that can be read. */
  read(key: string): Promise<StoredAnswer | null>;
  /** Never fails: an answer that cannot be stored is asked again. */
  write(key: string, rows: RowLog, answer: Omit<StoredAnswer, 'rows'>): Promise<void>;
}

/** Resource Graph that goes on with a stopped run. */
export interface ResumableGraph extends ResourceGraph {
  /** Requests that the stopped run sent for answers that this one used. */
  earlier(): number;
}

/**
 * Resource Graph that asks for nothing it has a complete answer to. The list of scopes is always asked anew, and what it says is part of
 * every key: with another identity, other permissions or other scopes nothing that is stored fits.
 */
export function resumable(graph: ResourceGraph, store: AnswerStore): ResumableGraph {
  const estate = new Set<string>();
  let earlier = 0;
  return {
    earlier: () => earlier,
    // Rows of panels are few, and shown as of now: they are asked anew.
    ...(graph.firstRows === undefined ? {} : { firstRows: graph.firstRows }),
    query: async (request) => {
      if (request.name === 'containers') {
        const answer = await graph.query({ ...request, keep: (row) => ({ text: sha256(JSON.stringify(row)), kept: request.keep(row) }) });
        for (const { text } of answer.rows) estate.add(text);
        return { ...answer, rows: answer.rows.map(({ kept }) => kept) };
      }
      const key = keyOf(request, sha256([...estate].toSorted().join('\n')));
      const stored = await store.read(key);
      if (stored === null) return askAndStore(graph, request, key, store);
      earlier += stored.requests.sent;
      return replay(stored, request);
    },
  };
}

function replay<Kept>({ rows, ...answer }: StoredAnswer, { keep }: QueryOfRows<Kept>): QueryRows<Kept> {
  return { rows: rows.map((row) => keep(row)), problem: null, ...answer };
}

async function askAndStore<Kept>(graph: ResourceGraph, request: QueryOfRows<Kept>, key: string, store: AnswerStore): Promise<QueryRows<Kept>> {
  const log = createRowLog();
  // A restart drops rows that were logged already: only the places of those in the answer count.
  const answer = await graph.query({ ...request, keep: (row) => ({ place: log.add(row), kept: request.keep(row) }) });
  if (answer.problem === null) {
    log.keepOnly(new Set(answer.rows.map(({ place }) => place)));
    await store.write(key, log, { subscriptionLimitHit: answer.subscriptionLimitHit, requests: answer.requests });
  }
  return { ...answer, rows: answer.rows.map(({ kept }) => kept) };
}

/** `scores-1f0c…`: what was asked, of whom, and in which estate. */
function keyOf({ name, text, columns, scope, pageSize, above }: Omit<QueryOfRows<unknown>, 'keep'>, estate: string): string {
  const asked = JSON.stringify([text, columns, scope, pageSize ?? null, estate, ...(above === true ? ['above'] : [])]);
  return `${name}-${sha256(asked)}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
