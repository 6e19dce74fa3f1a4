import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { decodeSegment, json, ServiceError, type Answer, type HttpRequest } from './http.ts';
import type { SentMail } from './mail.ts';

/** Answers Graph's mail requests: sendMail, drafts, their attachments and upload sessions. */
export type GraphMail = (request: HttpRequest) => Answer;

interface Draft {
  readonly sender: string;
  readonly mime: string;
  readonly attachments: { readonly name: string; readonly contentType: string; readonly content: string }[];
}

interface Session {
  readonly draft: Draft;
  readonly name: string;
  readonly contentType: string;
  readonly size: number;
  received: Buffer;
}

const mailbox = /^\/v1\.0\/users\/([^/]+)\/(?:microsoft\.graph\.)?(sendMail|messages(?:\/.+)?)$/i;
const uploads = /^\/upload-sessions\/([\w-]+)$/;

/** Largest file that is attached in one request, bytes; larger ones need an upload session, and one range may not be larger than 4 MB. */
const smallAttachment = 3 * 1024 * 1024;

export function isGraphMail(request: HttpRequest): boolean {
  return mailbox.test(request.path);
}

export function isUploadSession(request: HttpRequest): boolean {
  return uploads.test(request.path);
}

/** Graph's mail with empty mailboxes; what is sent goes to `sent`. */
export function createGraphMail(sent: SentMail[]): GraphMail {
  const drafts = new Map<string, Draft>();
  const sessions = new Map<string, Session>();
  return (request) => {
    const upload = uploads.exec(request.path)?.[1];
    if (upload !== undefined) {
      const answer = takeRange(request, sessions.get(upload));
      // A session is over with its last range.
      if (answer.status === 201) sessions.delete(upload);
      return answer;
    }
    const [, user = '', action = ''] = mailbox.exec(request.path) ?? [];
    const sender = decodeSegment(user);
    if (/^sendMail$/i.test(action)) {
      sent.push({ via: 'graph', sender, content: isMime(request) ? { mime: mimeOf(request), attachments: [] } : request.json() });
      return { status: 202, headers: {}, body: '' };
    }
    const [, id, ...rest] = action.split('/').map(decodeSegment);
    if (id === undefined) return createDraft(request, sender, drafts);
    const draft = drafts.get(id);
    if (draft === undefined || draft.sender !== sender) throw refuse(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
    const step = `${request.method} ${rest.join('/')}`;
    if (step === 'GET ') return json(200, { id, isDraft: true });
    if (step === 'DELETE ' || step === 'POST send') drafts.delete(id);
    if (step === 'DELETE ') return { status: 204, headers: {}, body: '' };
    if (step === 'GET attachments') return json(200, { value: draft.attachments.map(({ name }) => ({ name })) });
    if (step === 'POST attachments') return attach(request, draft);
    if (step === 'POST attachments/createUploadSession') return openSession(request, draft, sessions);
    if (step !== 'POST send') throw refuse(405, 'ErrorInvalidRequest', `The emulator has no ${step}.`);
    sent.push({ via: 'graph', sender, content: { mime: draft.mime, attachments: draft.attachments } });
    return { status: 202, headers: {}, body: '' };
  };
}

function isMime(request: HttpRequest): boolean {
  return /^text\/plain\b/i.test(request.headers['content-type'] ?? '');
}

function mimeOf(request: HttpRequest): string {
  if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(request.body)) throw refuse(400, 'ErrorMimeContentInvalidBase64String', 'Invalid base64 string for MIME content.');
  return Buffer.from(request.body, 'base64').toString('latin1');
}

function createDraft(request: HttpRequest, sender: string, drafts: Map<string, Draft>): Answer {
  if (!isMime(request)) throw refuse(400, 'ErrorInvalidRequest', 'The emulator makes drafts from MIME only.');
  const id = `draft-${randomUUID()}`;
  drafts.set(id, { sender, mime: mimeOf(request), attachments: [] });
  return json(201, { id, isDraft: true });
}

const attachmentShape = z.object({ '@odata.type': z.literal('#microsoft.graph.fileAttachment'), name: z.string(), contentType: z.string(), contentBytes: z.base64() });
const sessionShape = z.object({ AttachmentItem: z.object({ attachmentType: z.literal('file'), name: z.string(), contentType: z.string(), size: z.number().int().positive() }) });

function attach(request: HttpRequest, draft: Draft): Answer {
  const { success, data } = attachmentShape.safeParse(request.json());
  if (!success) throw refuse(400, 'ErrorInvalidRequest', 'Not a file attachment.');
  if (Buffer.byteLength(data.contentBytes, 'base64') >= smallAttachment) throw refuse(413, 'ErrorMessageSizeExceeded', 'The attachment is too large; use an upload session.');
  draft.attachments.push({ name: data.name, contentType: data.contentType, content: data.contentBytes });
  return json(201, { name: data.name });
}

function openSession(request: HttpRequest, draft: Draft, sessions: Map<string, Session>): Answer {
  const { success, data } = sessionShape.safeParse(request.json());
  if (!success) throw refuse(400, 'ErrorInvalidRequest', 'Not an attachment item.');
  const id = randomUUID();
  const { name, contentType, size } = data.AttachmentItem;
  sessions.set(id, { draft, name, contentType, size, received: Buffer.alloc(0) });
  return json(201, { uploadUrl: `https://${request.headers.host ?? 'localhost'}/upload-sessions/${id}`, nextExpectedRanges: ['0-'] });
}

/** A range must begin where the last one ended; the last makes the attachment. */
function takeRange(request: HttpRequest, session: Session | undefined): Answer {
  if (session === undefined) throw refuse(404, 'ErrorItemNotFound', 'The upload session was not found.');
  if (request.headers.authorization !== undefined) throw refuse(401, 'ErrorInvalidRequest', 'An upload session takes no token.');
  if (request.method === 'GET') return json(200, { nextExpectedRanges: [`${session.received.length}-`] });
  const [, from, to, total] = (/^bytes (\d+)-(\d+)\/(\d+)$/.exec(request.headers['content-range'] ?? '') ?? []).map(Number);
  const expected = from === session.received.length && to === session.received.length + request.bytes.length - 1 && total === session.size;
  if (!expected) throw refuse(416, 'ErrorInvalidRange', 'Invalid range.');
  session.received = Buffer.concat([session.received, request.bytes]);
  if (session.received.length < session.size) return json(200, { nextExpectedRanges: [`${session.received.length}-`] });
  session.draft.attachments.push({ name: session.name, contentType: session.contentType, content: session.received.toString('base64') });
  return json(201, {}, { location: 'https://graph.microsoft.com/attachment' });
}

function refuse(status: number, code: string, message: string): ServiceError {
  return new ServiceError(json(status, { error: { code, message } }));
}
