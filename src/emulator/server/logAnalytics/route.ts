import { z } from 'zod';
import { KqlError } from '../../kql/errors.ts';
import { logAnalyticsSchemas } from '../../schemas.ts';
import type { TableName, Tenant } from '../../tenant.ts';
import { decodeSegment, json, parseJson, ServiceError, type Answer, type HttpRequest } from '../http.ts';
import type { Evaluation, QueryEngine, ReadRows } from '../queryEngine.ts';
import { badArgument, pathNotFound, queryError, workspaceNotFound } from './errors.ts';
import { writeResult, type ResultLimits } from './result.ts';
import { rowsWithin } from './rowsWithin.ts';
import { readInterval, type Interval } from './timespan.ts';

/** What the query operation needs. */
export interface LogsService {
  readonly tenant: Tenant;
  readonly engine: QueryEngine;
  /** The one workspace there is. */
  readonly workspaceId: string;
  readonly limits: ResultLimits;
}

const tables: readonly TableName[] = ['SecureScores', 'SecureScoreControls', 'SecurityRecommendation'];

const bodyShape = z.object({ query: z.string(), timespan: z.string().nullish(), workspaces: z.array(z.string()).nullish() });
const batchShape = z.object({
  requests: z.array(z.object({ id: z.string(), workspace: z.string(), body: z.unknown() })),
});

/** Workspace id of a query path, or null. The version prefix may be left out, as clients with an endpoint of their own do. */
export function workspaceOf(path: string): string | null {
  const id = /^(?:\/v1)?\/workspaces\/([^/]+)\/query$/.exec(path)?.[1];
  return id === undefined ? null : decodeSegment(id);
}

/** Whether a path is the batch operation's. */
export function isBatch(path: string): boolean {
  return /^(?:\/v1)?\/(?:\$|%24)batch$/.test(path);
}

/** Answers a query or a batch of them. Null when the path is neither. */
export function queryLogs(request: HttpRequest, now: Date, service: LogsService): Answer | null {
  if (isBatch(request.path)) return answerBatch(request, now, service);
  const workspace = workspaceOf(request.path);
  return workspace === null ? null : answerQuery(request.json(), workspace, now, service);
}

/** Each query of a batch answers for itself. */
function answerBatch(request: HttpRequest, now: Date, service: LogsService): Answer {
  const batch = batchShape.safeParse(request.json());
  if (!batch.success) throw badArgument({ code: 'InvalidBatchRequest', message: z.prettifyError(batch.error) });
  const responses = batch.data.requests.map(({ id, workspace, body }) => {
    const answer = caught(() => answerQuery(body, workspace, now, service));
    return { id, status: answer.status, headers: {}, body: parseJson(answer.body) };
  });
  return json(200, { responses });
}

function caught(answer: () => Answer): Answer {
  try {
    return answer();
  } catch (error) {
    if (error instanceof ServiceError) return error.answer;
    throw error;
  }
}

function answerQuery(body: unknown, workspace: string, now: Date, service: LogsService): Answer {
  if (workspace.toLowerCase() !== service.workspaceId.toLowerCase()) throw pathNotFound(workspaceNotFound(workspace));
  const asked = bodyShape.safeParse(body);
  if (!asked.success) throw badArgument({ code: 'InvalidRequestBody', message: z.prettifyError(asked.error) });
  for (const other of asked.data.workspaces ?? []) {
    if (other.toLowerCase() !== service.workspaceId.toLowerCase()) throw pathNotFound(workspaceNotFound(other));
  }
  const interval = intervalOf(asked.data.timespan, now);
  try {
    const { result } = evaluateQuery(asked.data.query, asked.data.timespan ?? '', interval, now, service);
    return { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body: writeResult(result, service.limits).text };
  } catch (error) {
    if (error instanceof KqlError) throw queryError(error);
    throw error;
  }
}

function intervalOf(timespan: string | null | undefined, now: Date): Interval | null {
  if (timespan === null || timespan === undefined) return null;
  const interval = readInterval(timespan, now);
  if (interval === null) throw badArgument({ code: 'InvalidTimespan', message: `The timespan '${timespan}' is not an ISO 8601 interval.` });
  return interval;
}

function evaluateQuery(query: string, timespan: string, interval: Interval | null, now: Date, service: LogsService): Evaluation {
  const read: ReadRows = (name) => {
    const table = tables.find((known) => known === name);
    return table === undefined ? [] : rowsWithin(service.tenant.rows(table, now), interval);
  };
  return service.engine.evaluate({ query, dialect: 'logAnalytics', schemas: logAnalyticsSchemas, scopeKey: timespan, read, now });
}
