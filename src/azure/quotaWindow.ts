import type { Time } from './time.ts';

/** What an answer says of the quota: requests left in the window, and when the window ends. */
export interface QuotaHeaders {
  readonly remaining: number | null;
  readonly resetsAfterMs: number | null;
}

/** What is known of the service's present window. */
export interface QuotaWindow {
  /** Milliseconds until a request may be sent; Infinity: only an answer can tell. */
  wait(inFlight: number): number;
  /** A request is sent: the number of the window it is counted in. */
  spend(): number;
  /** An answer is in, to a request of that window; `inFlight` requests are still on their way. */
  learn(quota: QuotaHeaders, inFlight: number, window: number): void;
  /** The service refused a request: our figures were wrong. */
  restart(inFlight: number): void;
  /** Nothing is on its way and no end is known: one request may find out. */
  probe(): void;
}

/** Requests sent at once where the service tells nothing. */
const usualAllowance = 10;
/** Added to a wait for the next window, milliseconds at most. */
const jitter = 60;
/** `resets-after` has whole seconds: at worst this much too early, if the service rounds down. */
const roundingMs = 1_000;

interface Figures {
  /** Requests that may still be sent in it. */
  left: number;
  endsAt: number;
}

/**
 * Follows the service's windows (documented: 15 requests in 5 s). Each answer says how many requests are left and in how many
 * seconds the window ends; the earliest end that any answer of the window gives is the best known.
 */
export function createQuotaWindow(time: Time): QuotaWindow {
  let figures: Figures | null = null;
  /** Requests of a full window, as far as seen. */
  let largest = 0;
  /** Lowest `remaining` since no request was on its way. */
  let lowest = Infinity;
  let slack = 0;
  /** Number of the present window. */
  let current = 0;

  const join = (told: Figures, inFlight: number): Figures => {
    lowest = Math.min(lowest, told.left);
    if (figures === null) return told;
    // Requests on their way may or may not be in the lowest figure: at most it is left, at least it less them. Our own count is a lower bound, too.
    const left = Math.min(lowest, Math.max(figures.left, lowest - inFlight));
    if (inFlight === 0) lowest = Infinity;
    return { left, endsAt: Math.min(figures.endsAt, told.endsAt) };
  };
  /** A new window: what is on its way may be counted in it. */
  const turnOver = (inFlight: number): void => {
    lowest = Infinity;
    current += 1;
    figures = { left: Math.max(1, largest - inFlight), endsAt: Infinity };
  };
  return {
    wait: (inFlight) => {
      const now = time.now();
      if (figures === null) return inFlight > 0 ? Infinity : 0;
      if (now >= figures.endsAt) turnOver(inFlight);
      if (figures.left > 0) return 0;
      return Number.isFinite(figures.endsAt) ? figures.endsAt - now + time.random() * jitter : Infinity;
    },
    spend: () => {
      if (figures !== null) figures.left -= 1;
      return current;
    },
    learn: ({ remaining, resetsAfterMs }, inFlight, window) => {
      largest = Math.max(largest, (remaining ?? usualAllowance) + 1);
      // An answer that took longer than the window tells of the one before: its end is none of this one's. What it used was allowed for.
      if (figures !== null && time.now() >= figures.endsAt) turnOver(inFlight);
      if (window !== current) return;
      if (remaining === null) figures = { left: Math.max(1, usualAllowance - inFlight), endsAt: Infinity };
      else figures = join({ left: remaining, endsAt: resetsAfterMs === null ? Infinity : time.now() + resetsAfterMs + slack }, inFlight);
    },
    restart: (inFlight) => {
      slack = roundingMs;
      turnOver(inFlight);
    },
    probe: () => {
      figures = { left: 1, endsAt: Infinity };
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
