import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parseJson } from '../http.ts';
import { badRequest, type RequestTrace } from './errors.ts';
import type { GraphRequest } from './request.ts';

/** Largest number of rows in one answer, and the number when the request names none. */
const rowsPerPage = 1000;

/** Which rows of a result one answer holds. */
export interface PageWindow {
  readonly offset: number;
  readonly size: number;
}

const tokenShape = z.object({
  MaxRows: z.number().int().positive().max(rowsPerPage),
  RowsToSkip: z.number().int().nonnegative(),
  KustoClusterUrl: z.string(),
});

/** Reads `$top`, `$skip` and `$skipToken`: the first two override what the token says. @throws ServiceError for a token of another query. */
export function pageWindow(request: GraphRequest, scopeKey: string, trace: RequestTrace): PageWindow {
  const fromToken = request.skipToken === null ? null : readToken(request.skipToken, request.query, scopeKey, trace);
  const skip = /\|\s*(?:limit|take)\b/i.test(request.query) ? null : request.skip; // the service ignores $skip here
  return { offset: skip ?? fromToken?.offset ?? 0, size: request.top ?? fromToken?.size ?? rowsPerPage };
}

/** The token of a page: base64 of indented JSON, as the service writes it. Which query and scope it belongs to is in the cluster's name. */
export function pageToken(window: PageWindow, query: string, scopeKey: string): string {
  const content = { $id: '1', MaxRows: window.size, RowsToSkip: window.offset, KustoClusterUrl: clusterOf(query, scopeKey) };
  return Buffer.from(JSON.stringify(content, null, 2).replaceAll('\n', '\r\n')).toString('base64');
}

function readToken(token: string, query: string, scopeKey: string, trace: RequestTrace): PageWindow {
  const content = tokenShape.safeParse(parseJson(Buffer.from(token, 'base64').toString('utf8')));
  if (!content.success) throw badRequest('InvalidSkipToken', 'The provided skip token is not valid.', trace);
  if (content.data.KustoClusterUrl !== clusterOf(query, scopeKey)) {
    throw badRequest('InvalidSkipToken', 'The provided skip token belongs to another query or other scopes.', trace);
  }
  return { offset: content.data.RowsToSkip, size: content.data.MaxRows };
}

function clusterOf(query: string, scopeKey: string): string {
  const digest = createHash('sha256').update(query).update('\0').update(scopeKey).digest('hex').slice(0, 16);
  return `https://arg-local-${digest}.arg.core.windows.net`;
}
