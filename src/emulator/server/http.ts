import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

/** A request whose body has arrived. */
export interface HttpRequest {
  readonly method: string;
  /** Path without the query string, still percent-encoded. */
  readonly path: string;
  readonly search: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body as it came. */
  readonly bytes: Buffer;
  /** The body as JSON, parsed once; undefined when it is none. */
  readonly json: () => unknown;
}

/** What a route answers; the body is sent as UTF-8. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Thrown by a route to answer with an error; never a bug of ours. */
export class ServiceError extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`HTTP ${answer.status}`);
    this.name = 'ServiceError';
    this.answer = answer;
  }
}

/** A request body larger than this is answered with 413, in bytes: no query of ours comes near it. */
const largestBody = 4 * 1024 * 1024;

/** Communication Services takes messages of 10 MB, which base64 makes longer. */
const largestMail = 15 * 1024 * 1024;

/** An answer with a JSON body. */
export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body: JSON.stringify(body) };
}

/** The same answer with more headers. */
export function withHeaders(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

/** Reads a whole request. @throws ServiceError 413 when its body is too large. */
export async function readRequest(incoming: IncomingMessage): Promise<HttpRequest> {
  const [path = '/', query = ''] = splitOnce(incoming.url ?? '/', '?');
  const bytes = await readBody(incoming, path.startsWith('/emails:send') ? largestMail : largestBody);
  const body = bytes.toString('utf8');
  return { method: incoming.method ?? 'GET', path, search: new URLSearchParams(query), headers: incoming.headers, body, bytes, json: once(() => parseJson(body)) };
}

async function readBody(incoming: IncomingMessage, largest: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largest) throw new ServiceError(withHeaders(json(413, { error: { code: 'RequestEntityTooLarge', message: 'The request body is too large.' } }), { connection: 'close' }));
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Sends an answer whole. */
export function sendAnswer(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) });
  response.end(answer.body);
}

/** Text as JSON; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One segment of a path, decoded; as it came when it is wrongly encoded. */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
