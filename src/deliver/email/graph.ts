import { z } from 'zod';
import type { GraphTransport } from '../../domain/delivery.ts';
import { DeliveryError } from '../outcomes.ts';
import { ask, askPatiently, refusal, type HttpOutcome, type HttpQuestion, type HttpWorld } from './https.ts';
import { everyone, type Mail, type MailFile, type Mailer, type Sent } from './mail.ts';
import { mimeOf } from './mime.ts';
import { graphChecks } from './serviceChecks.ts';

export interface ServiceWorld extends HttpWorld {
  /** Access token for the service. */
  readonly token: () => Promise<string>;
}

/** Largest message that goes in one request: Graph takes 4 MB, and base64 adds a third. */
const oneRequest = 3 * 1024 * 1024;

/** Files of this size and more are uploaded in ranges, each a multiple of 320 KiB and under 4 MB. */
const smallAttachment = 3 * 1024 * 1024;
const range = 10 * 320 * 1024;

/** Largest message of Exchange Online. */
const largestMessage = 150 * 1024 * 1024;

/** Recipients of one message in Exchange Online, unless the mailbox allows more. */
const mostRecipients = 500;

/** Mail through Microsoft Graph as MIME, so that what arrives is what was composed; large messages as a draft whose files are uploaded in ranges. */
export function graphMailer({ endpoint }: GraphTransport, world: ServiceWorld): Mailer {
  return {
    target: `Microsoft Graph ${endpoint}`,
    largestBytes: largestMessage,
    mostRecipients,
    send: async (mail) => {
      const mime = await mimeOf(mail, { keepBcc: true });
      const mailbox = `${endpoint}/v1.0/users/${encodeURIComponent(mail.from.address)}`;
      const call = callOf(await world.token(), world);
      if (mime.length > oneRequest) return sendDraft(mailbox, mail, call, world);
      const sent = await call({ method: 'POST', url: `${mailbox}/sendMail`, headers: { 'content-type': 'text/plain' }, body: Buffer.from(mime.toString('base64')) });
      if (sent.kind !== 'answer' || sent.status !== 202) throw refusal('Microsoft Graph', sent, true);
      return takenFor(mail);
    },
    examine: (largestBytes) => graphChecks(endpoint, largestBytes, world),
  };
}

type Call = (question: HttpQuestion) => Promise<HttpOutcome>;

function callOf(token: string, world: ServiceWorld): Call {
  return (question) => askPatiently({ ...question, headers: { ...question.headers, authorization: `Bearer ${token}` } }, world);
}

function takenFor(mail: Mail): Sent {
  return { accepted: everyone(mail), refused: [] };
}

/** Nothing has left until the draft is sent; a draft that cannot be completed is removed. */
async function sendDraft(mailbox: string, mail: Mail, call: Call, world: ServiceWorld): Promise<Sent> {
  const body = Buffer.from((await mimeOf({ ...mail, attachments: [] }, { keepBcc: true })).toString('base64'));
  const created = await call({ method: 'POST', url: `${mailbox}/messages`, headers: { 'content-type': 'text/plain' }, body });
  const { id } = decoded(created, 201, z.object({ id: z.string().min(1) }));
  const draft = `${mailbox}/messages/${encodeURIComponent(id)}`;
  try {
    for (const file of mail.attachments) await attach(draft, file, call, world);
  } catch (error) {
    await call({ method: 'DELETE', url: draft, headers: {}, body: null });
    throw error;
  }
  const sent = await call({ method: 'POST', url: `${draft}/send`, headers: {}, body: null });
  if (sent.kind === 'answer' && sent.status === 202) return takenFor(mail);
  return afterUnclearSend(draft, mail, sent, call);
}

/** A message that is still a draft was not sent; one that is no longer there was. */
async function afterUnclearSend(draft: string, mail: Mail, sent: HttpOutcome, call: Call): Promise<Sent> {
  const found = await call({ method: 'GET', url: `${draft}?$select=isDraft`, headers: {}, body: null });
  if (found.kind === 'answer' && found.status === 404) return takenFor(mail);
  const stillDraft = found.kind === 'answer' && found.status === 200 && /"isDraft"\s*:\s*true/.test(found.text);
  if (!stillDraft) throw refusal('Microsoft Graph', sent, true);
  await call({ method: 'DELETE', url: draft, headers: {}, body: null });
  throw refusal('Microsoft Graph', sent, false);
}

async function attach(draft: string, { name, contentType, bytes }: MailFile, call: Call, world: ServiceWorld): Promise<void> {
  const json = (value: object): Pick<HttpQuestion, 'headers' | 'body'> => ({ headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(value)) });
  if (bytes.length < smallAttachment) {
    const added = await call({ method: 'POST', url: `${draft}/attachments`, ...json({ '@odata.type': '#microsoft.graph.fileAttachment', name, contentType, contentBytes: Buffer.from(bytes).toString('base64') }) });
    if (added.kind !== 'answer' || added.status !== 201) throw refusal('Microsoft Graph', added, false);
    return;
  }
  const opened = await call({ method: 'POST', url: `${draft}/attachments/createUploadSession`, ...json({ AttachmentItem: { attachmentType: 'file', name, contentType, size: bytes.length } }) });
  const { uploadUrl } = decoded(opened, 201, z.object({ uploadUrl: z.url({ protocol: /^https$/ }) }));
  await upload(uploadUrl, bytes, () => isAttached(draft, name, call), world);
}

/** Whether the draft has a file of this name. */
async function isAttached(draft: string, name: string, call: Call): Promise<boolean> {
  const found = await call({ method: 'GET', url: `${draft}/attachments?$select=name`, headers: {}, body: null });
  return decoded(found, 200, z.object({ value: z.array(z.object({ name: z.string().nullish() })) })).value.some((file) => file.name === name);
}

/** Breaks that one file may suffer before it is given up. */
const breaks = 5;

/** Range by range, from wherever the service says it stands after a break. The address is the permission: no token is sent to it. */
async function upload(url: string, bytes: Uint8Array, isThere: () => Promise<boolean>, world: ServiceWorld): Promise<void> {
  let [at, broken] = [0, 0];
  while (at < bytes.length) {
    const piece = bytes.subarray(at, at + range);
    const headers = { 'content-type': 'application/octet-stream', 'content-range': `bytes ${at}-${at + piece.length - 1}/${bytes.length}` };
    const put = await askPatiently({ method: 'PUT', url, headers, body: piece }, world);
    if (put.kind === 'answer' && put.status === 201) return;
    if (put.kind === 'answer' && put.status === 200) {
      at = nextOf(put.text) ?? at + piece.length;
      continue;
    }
    broken += 1;
    if (broken > breaks || (put.kind === 'answer' && put.status < 500 && put.status !== 416)) throw refusal('Microsoft Graph', put, false);
    await world.wait(1000 * broken);
    const stands = await ask({ method: 'GET', url, headers: {}, body: null }, world);
    // The last range may have arrived although its answer did not: then the session is over. It is over, too, when it expired.
    if (stands.kind === 'answer' && stands.status === 404) {
      if (at + piece.length === bytes.length && (await isThere())) return;
      throw refusal('Microsoft Graph', stands, false);
    }
    at = stands.kind === 'answer' ? (nextOf(stands.text) ?? at) : at;
  }
}

function nextOf(text: string): number | null {
  const next = /"nextExpectedRanges"\s*:\s*\[\s*"(\d+)/i.exec(text)?.[1];
  return next === undefined ? null : Number(next);
}

function decoded<Shape>(outcome: HttpOutcome, status: number, shape: z.ZodType<Shape>): Shape {
  if (outcome.kind !== 'answer' || outcome.status !== status) throw refusal('Microsoft Graph', outcome, false);
  const parsed = shape.safeParse(((): unknown => { try { return JSON.parse(outcome.text); } catch { return null; } })());
  if (!parsed.success) throw new DeliveryError('Microsoft Graph gave an answer that is not as documented', { fix: 'Run "secure-score email" again; report it if it stays.' });
  return parsed.data;
}
