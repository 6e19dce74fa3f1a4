import { z } from 'zod';
import type { HttpRequest } from './http.ts';

const queryShape = z.object({ query: z.string() });
const batchShape = z.object({ requests: z.array(z.object({ body: queryShape })) });

/** The query a request asks, for the log and for faults; those of a batch one under the other; null when it asks none. */
export function queryText(request: HttpRequest): string | null {
  if (request.method !== 'POST' || !/^application\/json\b/i.test(request.headers['content-type'] ?? '')) return null;
  const one = queryShape.safeParse(request.json());
  if (one.success) return one.data.query;
  const batch = batchShape.safeParse(request.json());
  return batch.success ? batch.data.requests.map(({ body }) => body.query).join('\n') : null;
}
