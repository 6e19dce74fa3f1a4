import type { Pacer } from './quota.ts';
import type { Time } from './time.ts';
import type { Transport, WireAnswer, WireFailure, WireRequest } from './wire.ts';

/** Requests of a run, counted where they are sent. */
export interface RequestCounts {
  readonly sent: number;
  /** Answers with status 429. */
  readonly throttled: number;
  /** Requests sent again after a failure or a faulty page. */
  readonly retried: number;
}

/** Attempts at one request, the first included. */
const mostAttempts = 5;
/** Attempts while the service says that there are too many requests: it also says when to come back. */
const mostThrottled = 10;
/** First wait after a failure, milliseconds; doubles each time, plus jitter of up to half of it. */
const firstBackoff = 500;
const longestBackoff = 30_000;

/** Statuses after which the same request may succeed. 501 means that it never will. */
const passing = new Set([401, 408, 409, 425, 429, 431, 500, 502, 503, 504]);

/** Sends a request until it is answered, cannot succeed, or the attempts are used up. Every attempt takes its turn. */
export async function attempt(request: WireRequest, transport: Transport, pacer: Pacer, time: Time, count: (what: keyof RequestCounts) => void): Promise<WireAnswer> {
  let failed = 0;
  let throttled = 0;
  for (;;) {
    const turn = await pacer.turn();
    count('sent');
    if (failed + throttled > 0) count('retried');
    const answer = await send(request, transport, pacer, turn);
    if (answer.kind === 'page' || !mayPass(answer)) return answer;
    if (answer.status === 429) {
      count('throttled');
      throttled += 1;
      if (throttled >= mostThrottled) return answer;
      pacer.throttled(answer.retryAfterMs ?? answer.quota.resetsAfterMs ?? backoff(throttled, time));
      continue;
    }
    failed += 1;
    if (failed >= mostAttempts) return answer;
    if (answer.status === 401) transport.renew();
    else await time.sleep(Math.min(longestBackoff, answer.retryAfterMs ?? backoff(failed, time)));
  }
}

/** The turn is given back whatever happens. */
async function send(request: WireRequest, transport: Transport, pacer: Pacer, turn: number): Promise<WireAnswer> {
  let answer: WireAnswer | null = null;
  try {
    answer = await transport.send(request);
    return answer;
  } finally {
    pacer.answered(answer?.quota ?? { remaining: null, resetsAfterMs: null }, turn);
  }
}

/** No status: no answer, or half of one. */
function mayPass({ status }: WireFailure): boolean {
  return status === null || passing.has(status);
}

function backoff(failures: number, time: Time): number {
  const wait = Math.min(longestBackoff, firstBackoff * 2 ** (failures - 1));
  return wait * (1 + time.random() / 2);
}
