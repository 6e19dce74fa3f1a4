import { randomUUID } from 'node:crypto';
import { json, type Answer, type HttpRequest } from './http.ts';

/** A message that was handed in. */
export interface SentMail {
  readonly via: 'graph' | 'communicationServices';
  /** Mailbox it was sent from: in the path for Graph, in the message for Communication Services. */
  readonly sender: string | null;
  /** The request's body as JSON, in the service's own shape; for Graph in MIME `{ mime, attachments }`, those added to a draft as `{ name, contentType, content }` in base64. */
  readonly content: unknown;
}

/** Answers requests to Communication Services' email operations. */
export type CommunicationMail = (request: HttpRequest) => Answer;

/** Whether a path belongs to Communication Services' email operations. */
export function isCommunicationServices(request: HttpRequest): boolean {
  return request.path === '/emails:send' || request.path.startsWith('/emails/operations/');
}

/** Communication Services accepts a message once per Operation-Id, and its operation has succeeded when asked. */
export function createCommunicationMail(sent: SentMail[]): CommunicationMail {
  const operations = new Set<string>();
  return (request) => {
    const asked = request.path.split('/').at(-1) ?? '';
    if (request.method === 'GET') return operations.has(asked) ? json(200, { id: asked, status: 'Succeeded', error: null }) : json(404, { error: { code: 'NotFound', message: 'No operation with this id.' } });
    const content = request.json();
    const given = request.headers['operation-id'];
    const id = typeof given === 'string' ? given : randomUUID();
    if (!operations.has(id)) sent.push({ via: 'communicationServices', sender: senderAddress(content), content });
    operations.add(id);
    const location = `https://${request.headers.host ?? 'localhost'}/emails/operations/${id}?${request.search.toString()}`;
    return json(202, { id, status: 'Running', error: null }, { 'operation-location': location, 'retry-after': '0' });
  };
}

function senderAddress(content: unknown): string | null {
  if (typeof content !== 'object' || content === null || !('senderAddress' in content)) return null;
  return typeof content.senderAddress === 'string' ? content.senderAddress : null;
}
