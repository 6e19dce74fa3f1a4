import type { Agent } from 'node:https';
import { LogsQueryClient, LogsQueryResultStatus, type LogsQueryResult } from '@azure/monitor-query-logs';
import type { TokenCredential } from '@azure/identity';
import { UserError } from '../domain/errors.ts';

/** Longest time the service works on a query, seconds: its documented maximum. */
const serverTimeoutSeconds = 600;
/** Rows of the largest result the service gives. */
export const largestResult = 500_000;
const longestMessage = 500;

/** One query of one workspace over one interval. */
export interface LogQuery {
  /** Workspace id (GUID). */
  readonly workspaceId: string;
  /** KQL. Asked in parts when a result is too large, so results of two halves of the interval, one after the other, must mean the same as that of the whole. */
  readonly text: string;
  /** Applied to TimeGenerated, both ends included, ISO 8601 UTC. */
  readonly timespan: { readonly from: string; readonly to: string };
}

/** A result's first table. */
export interface LogRows {
  readonly columns: readonly string[];
  /** Values in the order of the columns: datetimes as Date, dynamics parsed. */
  readonly rows: readonly (readonly unknown[])[];
}

/** What the service said to one request. */
export type LogAnswer =
  | ({ readonly kind: 'rows' } & LogRows)
  /** Rows are missing because the result or the work was too large. */
  | { readonly kind: 'tooLarge'; readonly message: string }
  | { readonly kind: 'failure'; readonly status: number | null; readonly code: string; readonly message: string; readonly retryAfterMs: number | null };

/** Sends single requests. */
export interface LogTransport {
  /** Never throws for what the service answers. @throws UserError when signing in fails. */
  send(query: LogQuery): Promise<LogAnswer>;
}

export interface LogTransportOptions {
  /** Without the version, e.g. `https://api.loganalytics.azure.com`. */
  readonly endpoint: string;
  /** What tokens are asked for, e.g. `https://api.loganalytics.io`. */
  readonly audience: string;
  readonly credential: TokenCredential;
  /** Certificate authorities, PEM; null for Node's own. */
  readonly ca: string | null;
  /** Connections to the outside, instead of plain ones that trust `ca`. */
  readonly agent?: Agent;
  /** Takes secrets out of a text. */
  readonly redact: (text: string) => string;
}

/** Azure's own client, its retries switched off: attempts are counted in one place. */
export function createLogTransport(options: LogTransportOptions): LogTransport {
  const client = new LogsQueryClient(options.credential, {
    endpoint: `${options.endpoint.replace(/\/v1\/?$/, '')}/v1`, // with an endpoint of its own the client adds no version
    credentials: { scopes: [`${options.audience}/.default`] },
    retryOptions: { maxRetries: 0 },
    ...(options.agent !== undefined ? { agent: options.agent } : options.ca === null ? {} : { tlsOptions: { ca: options.ca } }),
  });
  return {
    send: async ({ workspaceId, text, timespan }) => {
      const interval = { startTime: new Date(timespan.from), endTime: new Date(timespan.to) };
      try {
        const result = await client.queryWorkspace(workspaceId, text, interval, { serverTimeoutInSeconds: serverTimeoutSeconds, requestOptions: { timeout: (serverTimeoutSeconds + 10) * 1000 } });
        return answerOf(result, options.redact);
      } catch (error) {
        if (error instanceof UserError) throw error;
        return failureOf(error, options.redact);
      }
    },
  };
}

/**
 * A partial result is no result. The client keeps of its error little more than that there is one, so every one is taken for a result or an amount of
 * work that was too large, and asked for in smaller parts; what is not mended so fails at the smallest part, with the service's words.
 */
function answerOf(result: LogsQueryResult, redact: (text: string) => string): LogAnswer {
  if (result.status !== LogsQueryResultStatus.Success) {
    return { kind: 'tooLarge', message: redact(`${result.partialError.code}: ${innermost(result.partialError)}`).slice(0, longestMessage) };
  }
  const table = result.tables[0];
  if (table === undefined) return { kind: 'failure', status: null, code: 'MalformedAnswer', message: 'The answer holds no table.', retryAfterMs: null };
  if (table.rows.length >= largestResult) return { kind: 'tooLarge', message: `${String(table.rows.length)} rows, the most the service gives` };
  return { kind: 'rows', columns: table.columnDescriptors.map((column) => column.name ?? ''), rows: table.rows };
}

/** Status, code and a cleaned message; the error itself holds the request with its token. */
function failureOf(error: unknown, redact: (text: string) => string): LogAnswer {
  const { statusCode, code, message, details, response }: Readonly<Record<string, unknown>> = isObject(error) ? error : { message: String(error) };
  const status = typeof statusCode === 'number' ? statusCode : typeof statusCode === 'string' && /^\d+$/.test(statusCode) ? Number(statusCode) : null;
  if (status === 504) return { kind: 'tooLarge', message: 'the service timed out (504)' };
  const body = isObject(details) && isObject(details['error']) ? details['error'] : null;
  const text = body === null ? (typeof message === 'string' ? message : '') : innermost(body);
  const name = body !== null && typeof body['code'] === 'string' ? body['code'] : typeof code === 'string' ? code : status === null ? 'NoAnswer' : `Http${String(status)}`;
  return { kind: 'failure', status, code: name, message: redact(text).slice(0, longestMessage), retryAfterMs: retryAfterOf(response) };
}

/** The innermost error says what is wrong. */
function innermost(error: unknown): string {
  let message = '';
  for (let at = error; isObject(at); at = at['innererror'] ?? (Array.isArray(at['details']) ? at['details'][0] : null)) {
    if (typeof at['message'] === 'string' && at['message'] !== '') message = at['message'];
  }
  return message;
}

/** `Retry-After` in seconds; null without one. */
function retryAfterOf(response: unknown): number | null {
  const headers = isObject(response) ? response['headers'] : null;
  const get: unknown = isObject(headers) ? headers['get'] : null;
  const value: unknown = typeof get === 'function' ? get.call(headers, 'retry-after') : null;
  const seconds = typeof value === 'string' && value !== '' ? Number(value) : Number.NaN;
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
