import { readQuota } from './quotaWindow.ts';
import type { WireFailure } from './wire.ts';

type HeaderLookup = (name: string) => string | undefined;

const longestMessage = 500;

/** A failure described by us: the answer was there, but is no good. */
export function failureOfAnswer(code: string, message: string, header: HeaderLookup): WireFailure {
  return { kind: 'failure', status: null, code, message, retryAfterMs: retryAfter(header), quota: readQuota(header) };
}

/**
 * What an error thrown by Azure's client says. The error itself holds the request with its token, so nothing but status,
 * code and a cleaned message leaves this function.
 */
export function readFailure(error: unknown, answered: number | null, header: HeaderLookup, redact: (text: string) => string): WireFailure {
  const { status: named, network } = outerOf(error);
  const status = named ?? answered; // the client breaks on bodies that are no object, and then names no status
  const inner = innermost(bodyOf(error));
  const code = inner?.code ?? network ?? (status === null ? nameOf(error) : `Http${status}`);
  // A parse error quotes the whole body, which may hold anything.
  const text = inner?.message ?? (code === 'PARSE_ERROR' ? 'The answer is not whole JSON.' : messageOf(error));
  return { kind: 'failure', status: code === 'PARSE_ERROR' ? null : status, code, message: redact(text).slice(0, longestMessage), retryAfterMs: retryAfter(header), quota: readQuota(header) };
}

function outerOf(error: unknown): { readonly status: number | null; readonly network: string | null } {
  if (!isObject(error)) return { status: null, network: null };
  const { statusCode, code, name } = error;
  const status = typeof statusCode === 'number' ? statusCode : typeof statusCode === 'string' && /^\d+$/.test(statusCode) ? Number(statusCode) : null;
  const timedOut = name === 'AbortError' || name === 'TimeoutError';
  const network = timedOut ? 'Timeout' : typeof code === 'string' && /^[A-Z][A-Z_0-9]+$/.test(code) ? code : null;
  return { status, network };
}

/** The error envelope: read from the response's text, since some answers are no object at all (a 429 of two bytes has been seen). */
function bodyOf(error: unknown): unknown {
  if (!isObject(error)) return null;
  if (isObject(error['details']) && 'error' in error['details']) return error['details'];
  const text = isObject(error['response']) ? error['response']['bodyAsText'] : null;
  if (typeof text !== 'string') return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

interface CodeAndMessage {
  readonly code: string;
  readonly message: string;
}

/** The envelope's outer code is always the same; the first detail names the cause, a parser's complaint follows it. */
function innermost(body: unknown): CodeAndMessage | null {
  const outer = isObject(body) ? body['error'] : null;
  if (!isObject(outer)) return null;
  const details = Array.isArray(outer['details']) ? outer['details'].filter(isObject) : [];
  const cause = codeAndMessage(details[0]) ?? codeAndMessage(outer);
  const more = details.slice(1).map(codeAndMessage).filter((one) => one !== null).map((one) => `${one.code}: ${one.message}`);
  return cause === null ? null : { code: cause.code, message: [cause.message, ...more].join(' ') };
}

function codeAndMessage(entry: unknown): CodeAndMessage | null {
  if (!isObject(entry) || typeof entry['code'] !== 'string') return null;
  return { code: entry['code'], message: typeof entry['message'] === 'string' ? entry['message'] : '' };
}

/** `Retry-After` in seconds, or its millisecond forms. A date is not used by this service. */
function retryAfter(header: HeaderLookup): number | null {
  for (const [name, factor] of [['retry-after-ms', 1], ['x-ms-retry-after-ms', 1], ['retry-after', 1000]] as const) {
    const value = Number(header(name) ?? Number.NaN);
    if (Number.isFinite(value) && value >= 0) return value * factor;
  }
  return null;
}

function nameOf(error: unknown): string {
  return error instanceof Error && error.name !== '' ? error.name : 'Error';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'Unknown failure.';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
