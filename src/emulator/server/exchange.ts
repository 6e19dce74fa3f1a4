import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { faultOfKind, planFaults, type Fault, type FaultKind } from './faults.ts';
import { json, readRequest, sendAnswer, ServiceError, type Answer, type HttpRequest } from './http.ts';
import { queryText } from './queryText.ts';
import { answerRequest, isSignIn, type Services } from './routes.ts';

/** One request as the log remembers it. */
export interface LoggedRequest {
  /** Counted from 1 as faults count it; null for token requests. */
  readonly number: number | null;
  readonly method: string;
  readonly path: string;
  /** HTTP status; 0 when the connection was dropped without one. */
  readonly status: number;
  /** Text of the query; null when the request asks none. */
  readonly query: string | null;
  /** What went wrong in the emulator itself, when something did: a bug of it. */
  readonly failure?: unknown;
}

/** Serves requests and remembers them. */
export interface Exchange {
  serve(incoming: IncomingMessage, response: ServerResponse): Promise<void>;
  requests(): readonly LoggedRequest[];
  /** Ends all waiting. */
  stop(): void;
}

type Outcome = { readonly answer: Answer; readonly failure?: unknown };

/** An exchange with an empty log. */
export function createExchange(services: Services, faults: readonly Fault[], now: () => Date): Exchange {
  const log: LoggedRequest[] = [];
  const plan = planFaults(faults);
  const stopping = new AbortController();
  let count = 0;

  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await readOrRefuse(incoming, response);
    if (request === null) return;
    const signingIn = isSignIn(request);
    const query = signingIn ? null : queryText(request);
    const number = signingIn ? null : (count += 1);
    const struck = signingIn ? [] : plan(query);
    const delay = faultOfKind(struck, 'delay');
    if (delay !== undefined) await wait(delay.milliseconds, undefined, { signal: stopping.signal }).catch(() => undefined);
    const { answer, failure } = outcomeOf(() => answerStruck(request, struck, services, now));
    const dropped = faultOfKind(struck, 'dropConnection') !== undefined;
    log.push({ number, method: request.method, path: request.path, status: dropped ? 0 : answer.status, query, ...(failure === undefined ? {} : { failure }) });
    if (dropped) incoming.socket.destroy();
    else if (faultOfKind(struck, 'halfBody') !== undefined) sendHalf(response, answer);
    else sendAnswer(response, answer);
  };
  return { serve, requests: () => [...log], stop: () => stopping.abort() };
}

async function readOrRefuse(incoming: IncomingMessage, response: ServerResponse): Promise<HttpRequest | null> {
  try {
    return await readRequest(incoming);
  } catch (error) {
    // The client went away while it was sending, or sent too much.
    if (error instanceof ServiceError) sendAnswer(response, error.answer);
    return null;
  }
}

function answerStruck(request: HttpRequest, struck: readonly FaultKind[], services: Services, now: () => Date): Answer {
  if (faultOfKind(struck, 'expireToken') !== undefined) services.authority.tokens.expireAll(services.authority.wallClock());
  const status = faultOfKind(struck, 'status');
  if (status === undefined) return answerRequest(request, now(), struck, services);
  const body = typeof status.body === 'string' ? status.body : JSON.stringify(status.body ?? { error: { code: 'InjectedFault', message: `HTTP ${status.status}` } });
  return { status: status.status, headers: { 'content-type': 'application/json; charset=utf-8', ...status.headers }, body };
}

function outcomeOf(answer: () => Answer): Outcome {
  try {
    return { answer: answer() };
  } catch (error) {
    if (error instanceof ServiceError) return { answer: error.answer };
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { answer: json(500, { error: { code: 'EmulatorFailure', message } }), failure: error };
  }
}

/** Promises the whole body, sends half of it and closes. */
function sendHalf(response: ServerResponse, answer: Answer): void {
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': body.length });
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.destroy());
}
