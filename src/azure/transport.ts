import type { Agent } from 'node:https';
import { ResourceGraphClient, type QueryRequest, type QueryResponse } from '@azure/arm-resourcegraph';
import { UserError } from '../domain/errors.ts';
import type { TokenSource } from './credential.ts';
import { readFailure, failureOfAnswer } from './failures.ts';
import { readQuota } from './quotaWindow.ts';
import type { QueryScope, Transport, WireAnswer, WirePage, WireRequest, WireRow } from './wire.ts';

export interface TransportOptions {
  readonly endpoint: string;
  /** Scope of the token, e.g. `https://management.azure.com/.default`. */
  readonly tokenScope: string;
  readonly credential: TokenSource;
  /** Connections to the outside: trusted authorities, and a proxy where there is one. */
  readonly agent: Agent;
  /** How long an answer may take, milliseconds. */
  readonly timeoutMs: number;
  /** Takes secrets out of a text. */
  readonly redact: (text: string) => string;
}

/** Header lookup of the answer at hand; `onResponse` sees the answers that the client turns into errors, too. */
type HeaderLookup = (name: string) => string | undefined;
const noHeaders: HeaderLookup = () => undefined;

/** Sends single requests through Azure's own client, its retries switched off: attempts are counted in one place. */
export function createTransport(options: TransportOptions): Transport {
  const connect = (): ResourceGraphClient => new ResourceGraphClient(options.credential, {
    endpoint: options.endpoint,
    credentials: { scopes: [options.tokenScope] },
    retryOptions: { maxRetries: 0 },
    agent: options.agent,
  });
  let client = connect();
  return {
    renew: () => {
      options.credential.forget();
      client = connect(); // the client keeps the token in its pipeline
    },
    send: async (request) => {
      let header = noHeaders;
      let status: number | null = null;
      try {
        const answer = await client.resources(queryRequest(request), {
          requestOptions: { timeout: options.timeoutMs },
          onResponse: (response) => {
            header = (name) => response.headers.get(name);
            ({ status } = response);
          },
        });
        return readPage(answer, header);
      } catch (error) {
        if (error instanceof UserError) throw error;
        return readFailure(error, status, header, options.redact);
      }
    },
  };
}

function queryRequest({ text, scope, pageSize, skipToken, above }: WireRequest): QueryRequest {
  return {
    query: text,
    ...(scope.kind === 'subscriptions' ? { subscriptions: [...scope.ids] } : {}),
    ...(scope.kind === 'managementGroups' ? { managementGroups: [...scope.names] } : {}),
    options: {
      top: pageSize,
      resultFormat: 'objectArray',
      ...(skipToken === null ? {} : { skipToken }),
      ...(above === true && scope.kind !== 'tenant' ? { authorizationScopeFilter: 'AtScopeAboveAndBelow' } : {}),
      ...(mayBePartial(scope) ? { allowPartialScopes: true } : {}),
    },
  };
}

/**
 * A query of the tenant or of one group over more than 10,000 subscriptions may answer for the first of them: a header says so.
 * Of several groups none may be left out in silence.
 */
function mayBePartial(scope: QueryScope): boolean {
  return scope.kind === 'tenant' || (scope.kind === 'managementGroups' && scope.names.length === 1);
}

/** The page, or a failure when the answer is not one. */
function readPage(answer: QueryResponse, header: HeaderLookup): WireAnswer {
  const { totalRecords, count, skipToken, resultTruncated } = answer;
  const data: unknown = answer.data;
  if (!isCount(totalRecords) || !isCount(count) || !Array.isArray(data) || !data.every(isRow)) {
    return failureOfAnswer('MalformedAnswer', 'The answer does not have the documented shape.', header);
  }
  const page: WirePage = {
    kind: 'page', totalRecords, count, rows: data,
    truncated: String(resultTruncated).toLowerCase() === 'true',
    skipToken: typeof skipToken === 'string' && skipToken !== '' ? skipToken : null,
    subscriptionLimitHit: header('x-ms-tenant-subscription-limit-hit')?.toLowerCase() === 'true',
    quota: readQuota(header),
  };
  return page;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function isRow(value: unknown): value is WireRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
