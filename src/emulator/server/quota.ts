/** So many requests in each window, for each principal. */
export interface Quota {
  readonly requests: number;
  readonly windowMs: number;
}

/** Resource Graph's documented quota. */
export const documentedQuota: Quota = { requests: 15, windowMs: 5_000 };

/** What one request finds when it asks for its share. */
export interface QuotaState {
  readonly granted: boolean;
  readonly remaining: number;
  /** Milliseconds until the window ends. */
  readonly resetsAfterMs: number;
  /** False where nothing is counted: the answer then says nothing of a quota. */
  readonly counted?: false;
}

/** Counts requests in windows that begin with a principal's first request. */
export function createQuotaMeter(quota: Quota | null, wallClock: () => number): (principal: string) => QuotaState {
  const windows = new Map<string, { start: number; used: number }>();
  return (principal) => {
    if (quota === null) return { granted: true, remaining: documentedQuota.requests, resetsAfterMs: documentedQuota.windowMs, counted: false };
    const now = wallClock();
    let window = windows.get(principal);
    if (window === undefined || now >= window.start + quota.windowMs) {
      window = { start: now, used: 0 };
      windows.set(principal, window);
    }
    const resetsAfterMs = window.start + quota.windowMs - now;
    if (window.used >= quota.requests) return { granted: false, remaining: 0, resetsAfterMs };
    window.used += 1;
    return { granted: true, remaining: quota.requests - window.used, resetsAfterMs };
  };
}

/** The quota headers of a Resource Graph answer. */
export function quotaHeaders(state: QuotaState): Record<string, string> {
  if (state.counted === false) return {};
  const remaining = String(state.remaining);
  return {
    'x-ms-user-quota-remaining': remaining,
    'x-ms-user-quota-resets-after': clockSpan(state.resetsAfterMs),
    'x-ms-ratelimit-remaining-tenant-resource-requests': remaining,
  };
}

/** Whole seconds until the window ends, rounded up so that waiting that long is enough. */
export function secondsUntilReset(state: QuotaState): number {
  return Math.ceil(state.resetsAfterMs / 1000);
}

/** hh:mm:ss */
function clockSpan(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
