import type { QuotaHeaders } from './quotaWindow.ts';

/** A row as Resource Graph sends it: outside content, to be decoded. */
export type WireRow = Readonly<Record<string, unknown>>;

/** Which part of the tenant a query looks at. Subscriptions by id (GUID), management groups by name. */
export type QueryScope =
  | { readonly kind: 'tenant' }
  | { readonly kind: 'managementGroups'; readonly names: readonly string[] }
  | { readonly kind: 'subscriptions'; readonly ids: readonly string[] };

/** One request. */
export interface WireRequest {
  readonly text: string;
  readonly scope: QueryScope;
  /** Rows in the answer at most, 1–1000. */
  readonly pageSize: number;
  readonly skipToken: string | null;
  /** Rows of the management groups above the scope, too: of the tables on policy. */
  readonly above?: boolean;
}

/** One answer with rows. */
export interface WirePage {
  readonly kind: 'page';
  readonly totalRecords: number;
  readonly count: number;
  readonly truncated: boolean;
  readonly skipToken: string | null;
  readonly rows: readonly WireRow[];
  /** The service looked at its first 10,000 subscriptions only. */
  readonly subscriptionLimitHit: boolean;
  readonly quota: QuotaHeaders;
}

/** One answer without rows, or none at all. */
export interface WireFailure {
  readonly kind: 'failure';
  /** HTTP status; null when there was no answer, or half of one. */
  readonly status: number | null;
  /** The innermost error code, e.g. `ResponsePayloadTooLarge`. */
  readonly code: string;
  /** Without secrets, at most 500 characters. */
  readonly message: string;
  readonly retryAfterMs: number | null;
  readonly quota: QuotaHeaders;
}

export type WireAnswer = WirePage | WireFailure;

/** What sends one request and takes one answer; a failure to prove who we are is thrown as a UserError. */
export interface Transport {
  send(request: WireRequest): Promise<WireAnswer>;
  /** Forgets the token: the service did not accept it. */
  renew(): void;
}
