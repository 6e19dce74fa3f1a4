import { randomUUID } from 'node:crypto';
import { decodeSegment, json, type Answer, type HttpRequest } from './http.ts';

/** A message that was handed in. */
export interface SentMail {
  readonly via: 'graph' | 'communicationServices';
  /** Mailbox it was sent from: in the path for Graph, in the message for Communication Services. */
  readonly sender: string | null;
  /** The request's body as JSON, in the service's own shape. */
  readonly content: unknown;
}

/** Mailbox of a Graph sendMail path, or null. */
export function graphSender(request: HttpRequest): string | null {
  const name = request.method === 'POST' ? /^\/v1\.0\/users\/([^/]+)\/(?:microsoft\.graph\.)?sendMail$/i.exec(request.path)?.[1] : undefined;
  return name === undefined ? null : decodeSegment(name);
}

/** Whether a path belongs to Communication Services' email operations. */
export function isCommunicationServices(request: HttpRequest): boolean {
  return request.path === '/emails:send' || request.path.startsWith('/emails/operations/');
}

/** Graph accepts and says nothing more. */
export function acceptGraphMail(request: HttpRequest, sender: string, sent: SentMail[]): Answer {
  sent.push({ via: 'graph', sender, content: request.json() });
  return { status: 202, headers: {}, body: '' };
}

/** Communication Services accepts, and its operation has succeeded when asked. */
export function acceptCommunicationMail(request: HttpRequest, sent: SentMail[]): Answer {
  if (request.method === 'GET') return json(200, { id: request.path.split('/').at(-1), status: 'Succeeded', error: null });
  const content = request.json();
  sent.push({ via: 'communicationServices', sender: senderAddress(content), content });
  const id = randomUUID();
  const location = `https://${request.headers.host ?? 'localhost'}/emails/operations/${id}?${request.search.toString()}`;
  return json(202, { id, status: 'Running', error: null }, { 'operation-location': location, 'retry-after': '0' });
}

function senderAddress(content: unknown): string | null {
  if (typeof content !== 'object' || content === null || !('senderAddress' in content)) return null;
  return typeof content.senderAddress === 'string' ? content.senderAddress : null;
}
