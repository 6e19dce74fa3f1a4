import type { Row } from '../tenant.ts';

/** Which requests a fault strikes: all given conditions must hold. Requests are counted from 1, token requests left out. */
export interface FaultMatch {
  /** Number of the request. */
  readonly request?: number;
  /** Part of the query's text. */
  readonly query?: string;
  /** How many matching requests it strikes; default 1. */
  readonly times?: number;
}

/** What goes wrong. */
export type FaultKind =
  /** An error answer; the body is sent as it is when it is a text, else as JSON. */
  | { readonly kind: 'status'; readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  /** The connection closes without an answer. */
  | { readonly kind: 'dropConnection' }
  /** The connection closes in the middle of the body. */
  | { readonly kind: 'halfBody' }
  /** The answer is late. */
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** The last `rows` rows of a page are missing although the next page goes on behind them. */
  | { readonly kind: 'shortPage'; readonly rows: number }
  /** The answer carries the token the request came with (or one for the same page), so that following it never ends. */
  | { readonly kind: 'repeatSkipToken' }
  /** There are more rows, but no token says so. */
  | { readonly kind: 'missingSkipToken' }
  /** resultTruncated is "true" and there is no token. */
  | { readonly kind: 'truncatedWithoutToken' }
  /** The page holds rows of another query. */
  | { readonly kind: 'foreignPage'; readonly rows: readonly Row[] }
  /** Every token issued so far expires just before this request. */
  | { readonly kind: 'expireToken' };

/** One thing that goes wrong, once or a few times. */
export type Fault = FaultMatch & FaultKind;

/** Tells for each request what goes wrong with it; counts as it goes. */
export type FaultPlan = (query: string | null) => readonly FaultKind[];

/** A plan from a list. */
export function planFaults(faults: readonly Fault[]): FaultPlan {
  const left = faults.map((fault) => fault.times ?? 1);
  let request = 0;
  return (query) => {
    request += 1;
    return faults.filter((fault, position) => {
      const strikes = (left[position] ?? 0) > 0 && matches(fault, request, query);
      if (strikes) left[position] = (left[position] ?? 0) - 1;
      return strikes;
    });
  };
}

/** The one fault of a kind among those that strike a request. */
export function faultOfKind<K extends FaultKind['kind']>(faults: readonly FaultKind[], kind: K): Extract<FaultKind, { kind: K }> | undefined {
  return faults.find((fault): fault is Extract<FaultKind, { kind: K }> => fault.kind === kind);
}

function matches(fault: FaultMatch, request: number, query: string | null): boolean {
  if (fault.request !== undefined && fault.request !== request) return false;
  return fault.query === undefined || (query?.includes(fault.query) ?? false);
}
