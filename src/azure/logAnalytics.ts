import { UserError, exitCodes } from '../domain/errors.ts';
import type { LogAnswer, LogQuery, LogRows, LogTransport } from './logAnalyticsWire.ts';
import type { Time } from './time.ts';

export { createLogTransport, type LogQuery, type LogRows, type LogTransport, type LogTransportOptions } from './logAnalyticsWire.ts';

/** Log Analytics as the history needs it. */
export interface LogAnalytics {
  /**
   * All rows of a query, or an error: never a part of them. An interval whose result is too large is asked for in halves, and the rows are
   * put one after the other; a row at the cut may come twice.
   * @throws UserError naming workspace, interval and cause when the service does not answer in full.
   */
  query(request: LogQuery): Promise<LogRows>;
}

const unresolved = new WeakSet<UserError>();

/** True for an error of {@link LogAnalytics.query} that says the workspace has no such table, or not with these columns: nothing of it was ever exported there. */
export function isMissingTable(error: unknown): boolean {
  return error instanceof UserError && unresolved.has(error);
}

/** Attempts at one request, the first included. */
const mostAttempts = 5;
/** First wait after a failure, milliseconds; doubles each time, plus jitter of up to half of it. */
const firstBackoff = 1_000;
const longestBackoff = 60_000;
/** Statuses after which the same request may succeed. */
const passing = new Set([408, 429, 500, 502, 503]);
/** Shortest interval that is halved, milliseconds. */
const shortestInterval = 60_000;

/** Log Analytics over a transport: failures repeated a few times, results that are too large asked for in halves. */
export function createLogAnalytics(transport: LogTransport, time: Time): LogAnalytics {
  const query = async (request: LogQuery): Promise<LogRows> => {
    const answer = await attempt(request, transport, time);
    if (answer.kind === 'rows') return { columns: answer.columns, rows: answer.rows };
    if (answer.kind === 'failure') throw failed(request, answer);
    const halves = halvesOf(request);
    if (halves === null) throw tooLarge(request, answer.message);
    const [first, second] = [await query(halves[0]), await query(halves[1])];
    return { columns: first.columns, rows: [...first.rows, ...second.rows] };
  };
  return { query };
}

async function attempt(request: LogQuery, transport: LogTransport, time: Time): Promise<LogAnswer> {
  for (let attempts = 1; ; attempts += 1) {
    const answer = await transport.send(request);
    const mayPass = answer.kind === 'failure' && (answer.status === null ? answer.code !== 'MalformedAnswer' : passing.has(answer.status));
    if (!mayPass || attempts >= mostAttempts) return answer;
    const backoff = firstBackoff * 2 ** (attempts - 1) * (1 + time.random() / 2);
    await time.sleep(Math.min(longestBackoff, answer.retryAfterMs ?? backoff));
  }
}

/** The interval in two; null when it is too short to cut. */
function halvesOf(request: LogQuery): readonly [LogQuery, LogQuery] | null {
  const { from, to } = request.timespan;
  const [start, end] = [Date.parse(from), Date.parse(to)];
  if (end - start < 2 * shortestInterval) return null;
  const middle = new Date(start + Math.floor((end - start) / 2)).toISOString();
  return [{ ...request, timespan: { from, to: middle } }, { ...request, timespan: { from: middle, to } }];
}

function failed({ workspaceId, timespan }: LogQuery, { status, code, message }: Extract<LogAnswer, { kind: 'failure' }>): UserError {
  const where = `Log Analytics workspace ${workspaceId}, ${timespan.from} to ${timespan.to}`;
  const said = `${status === null ? '' : `${String(status)} `}${code}: ${message}`;
  const error = new UserError({ message: `${where}: ${said}`, fix: fixOf(status, message) }, { exitCode: status === 404 || status === 400 ? exitCodes.usage : exitCodes.incomplete });
  if (status === 400 && unknownName.test(message)) unresolved.add(error);
  return error;
}

const unknownName = /failed to resolve|does not refer to any/i;

function fixOf(status: number | null, message: string): string {
  if (status === 404) return 'Set history.workspaceId to the workspace id (a GUID, on the workspace\'s overview page).';
  if (status === 401 || status === 403) return 'Give the identity the role Log Analytics Reader on the workspace.';
  if (status === 400 && unknownName.test(message)) return 'Export secure scores and security recommendations to this workspace: Defender for Cloud, environment settings, continuous export.';
  if (status === 400) return 'Check that the workspace holds the tables of continuous export.';
  return 'Run again later; what is on record is unchanged.';
}

function tooLarge({ workspaceId, timespan }: LogQuery, message: string): UserError {
  return new UserError(
    { message: `Log Analytics workspace ${workspaceId}: even ${timespan.from} to ${timespan.to} gets no whole answer: ${message}`, fix: 'Give several workspaces, or export fewer subscriptions to this one.' },
    { exitCode: exitCodes.incomplete },
  );
}
