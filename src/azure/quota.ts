import { createQuotaWindow, type QuotaHeaders } from './quotaWindow.ts';
import type { Time } from './time.ts';

/** Gives requests their turn, so that the quota is used up but not overrun. */
export interface Pacer {
  /** Resolves when the next request may be sent, to the number of the quota's window that it is counted in. */
  turn(): Promise<number>;
  /** To be called once for every turn, when the answer (or its failure) is in. */
  answered(quota: QuotaHeaders, turn: number): void;
  /** The service refused a request for too many of them: nobody gets a turn for so long. */
  throttled(milliseconds: number): void;
}

/** Requests on their way at most: enough to use 15 requests in 5 s when answers take 3 s. */
const mostInFlight = 10;
/** Window of the user-set rate, milliseconds. */
const rateWindow = 5_000;
/** Added to the wait that the service asks for, milliseconds at most. */
const jitter = 60;

/**
 * A pacer for one principal, whose requests the service counts together.
 * @param requestsPer5s a limit set by the user, on top of the service's own; null for none.
 */
export function createPacer(time: Time, requestsPer5s: number | null): Pacer {
  const starts: number[] = [];
  const wakers: (() => void)[] = [];
  const window = createQuotaWindow(time);
  let inFlight = 0;
  let blockedUntil = 0;
  let queue: Promise<number> = Promise.resolve(0);

  const waitNow = (): number => {
    const now = time.now();
    if (now < blockedUntil) return blockedUntil - now;
    const oldest = requestsPer5s === null ? undefined : starts.at(-requestsPer5s);
    if (oldest !== undefined && now < oldest + rateWindow) return oldest + rateWindow - now;
    return inFlight >= mostInFlight ? Infinity : window.wait(inFlight);
  };
  const untilAllowed = async (): Promise<number> => {
    for (let wait = waitNow(); wait > 0; wait = waitNow()) {
      if (Number.isFinite(wait)) await time.sleep(wait);
      else if (inFlight > 0) await new Promise<void>((resolve) => wakers.push(resolve)); // only an answer brings news
      else {
        await time.sleep(rateWindow);
        window.probe();
      }
    }
    inFlight += 1;
    starts.push(time.now());
    if (starts.length > 1_000) starts.splice(0, 500);
    return window.spend();
  };
  return {
    turn: () => {
      queue = queue.then(untilAllowed);
      return queue;
    },
    answered: (quota, turn) => {
      inFlight -= 1;
      window.learn(quota, inFlight, turn);
      for (const wake of wakers.splice(0)) wake();
    },
    throttled: (milliseconds) => {
      blockedUntil = Math.max(blockedUntil, time.now() + milliseconds + time.random() * jitter);
      window.restart(inFlight);
    },
  };
}
