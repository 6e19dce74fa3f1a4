import type { Time } from './time.ts';

/** What an answer says of the quota: requests left in the window, and when the window ends. */
export interface QuotaHeaders {
  readonly remaining: number | null;
  readonly resetsAfterMs: number | null;
}

/** Gives requests their turn, so that the quota is used up but not overrun. */
export interface Pacer {
  /** Resolves when the next request may be sent. */
  turn(): Promise<void>;
  /** To be called once for every turn, when the answer (or its failure) is in. */
  answered(quota: QuotaHeaders): void;
  /** The service refused a request for too many of them: nobody gets a turn for so long. */
  throttled(milliseconds: number): void;
}

/** Requests on their way at most: enough to use 15 requests in 5 s when answers take 3 s. */
const mostInFlight = 10;
/** Window of the user-set rate, milliseconds. */
const rateWindow = 5_000;
/** Jitter added to a wait for the next window, milliseconds at most. */
const jitter = 60;
/** `resets-after` has whole seconds: at worst this much too early, if the service rounds down. */
const roundingMs = 1_000;

interface Window {
  /** Requests that may still be sent in it. */
  left: number;
  endsAt: number;
}

/**
 * A pacer for one principal. The service counts requests in windows (documented: 15 in 5 s) and says with each answer how many
 * are left and in how many seconds the window ends; the earliest end that any answer of the window gives is the best known.
 * @param requestsPer5s a limit set by the user, on top of the service's own; null for none.
 */
export function createPacer(time: Time, requestsPer5s: number | null): Pacer {
  const starts: number[] = [];
  const wakers: (() => void)[] = [];
  let window: Window | null = null;
  let largest = 0;
  let slack = 0;
  let inFlight = 0;
  let lowest = Infinity;
  let blockedUntil = 0;
  let queue: Promise<void> = Promise.resolve();

  const waitOf = (now: number): number => {
    if (now < blockedUntil) return blockedUntil - now;
    const oldest = requestsPer5s === null ? undefined : starts.at(-requestsPer5s);
    if (oldest !== undefined && now < oldest + rateWindow) return oldest + rateWindow - now;
    if (window !== null && now >= window.endsAt) window = { left: Math.max(1, largest - inFlight), endsAt: Infinity };
    if (window === null || window.left > 0) return 0;
    return Number.isFinite(window.endsAt) ? window.endsAt - now + time.random() * jitter : Infinity;
  };
  const answer = (): Promise<void> => new Promise((resolve) => {
    wakers.push(resolve);
  });
  const allowed = async (): Promise<void> => {
    for (;;) {
      const wait = inFlight >= mostInFlight || (window === null && inFlight > 0) ? Infinity : waitOf(time.now());
      if (wait <= 0) break;
      if (Number.isFinite(wait)) await time.sleep(wait);
      else if (inFlight > 0) await answer(); // without an end in sight, only an answer brings news
      else {
        await time.sleep(rateWindow);
        window = { left: 1, endsAt: Infinity };
      }
    }
    inFlight += 1;
    if (window !== null) window.left -= 1;
    starts.push(time.now());
    if (starts.length > 1_000) starts.splice(0, 500);
  };
  const joined = (before: Window | null, told: Window): Window => {
    lowest = Math.min(lowest, told.left);
    if (before === null || time.now() >= before.endsAt) return told;
    // Requests on their way may or may not be counted in what an answer says; when none is left, the lowest figure is the true one.
    const left = inFlight === 0 ? lowest : Math.min(before.left, told.left);
    if (inFlight === 0) lowest = Infinity;
    return { left, endsAt: Math.min(before.endsAt, told.endsAt) };
  };
  return {
    turn: () => {
      queue = queue.then(allowed);
      return queue;
    },
    answered: ({ remaining, resetsAfterMs }) => {
      inFlight -= 1;
      largest = Math.max(largest, (remaining ?? mostInFlight) + 1);
      const endsAt = resetsAfterMs === null ? Infinity : time.now() + resetsAfterMs + slack;
      if (remaining === null) window = { left: Math.max(1, mostInFlight - inFlight), endsAt: Infinity };
      else window = joined(window, { left: remaining, endsAt });
      for (const wake of wakers.splice(0)) wake();
    },
    throttled: (milliseconds) => {
      slack = roundingMs;
      blockedUntil = Math.max(blockedUntil, time.now() + milliseconds + time.random() * jitter);
      window = { left: Math.max(1, largest - inFlight), endsAt: Infinity };
    },
  };
}

/** Reads `x-ms-user-quota-remaining` and `x-ms-user-quota-resets-after` (hh:mm:ss). */
export function readQuota(header: (name: string) => string | undefined): QuotaHeaders {
  const remaining = header('x-ms-user-quota-remaining');
  const [hours, minutes, seconds] = /^(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(header('x-ms-user-quota-resets-after') ?? '')?.slice(1).map(Number) ?? [];
  return {
    remaining: remaining !== undefined && /^\d+$/.test(remaining) ? Number(remaining) : null,
    resetsAfterMs: hours === undefined || minutes === undefined || seconds === undefined ? null : (hours * 3600 + minutes * 60 + seconds) * 1000,
  };
}
