import { createHash } from 'node:crypto';
import type { CommunicationServicesTransport } from '../../domain/delivery.ts';
import { DeliveryError } from '../outcomes.ts';
import type { ServiceWorld } from './graph.ts';
import { askPatiently, refusal, serviceMessage, type HttpOutcome } from './https.ts';
import { everyone, type Mail, type MailFile, type Mailer, type Sent } from './mail.ts';
import { automaticHeaders } from './mime.ts';
import { communicationServicesChecks } from './serviceChecks.ts';

/** First stable version with content ids for pictures. */
const version = '2025-09-01';

/** Largest request with all attachments, as documented. */
const largestMessage = 10 * 1024 * 1024;

/** Recipients of one request, as documented. */
const mostRecipients = 50;

/** Times that an operation is asked how far it is. */
const questions = 60;

/** Mail through Azure Communication Services. The operation's id is made from the message's, so that the service itself knows a repeated one. */
export function communicationServicesMailer({ endpoint }: CommunicationServicesTransport, world: ServiceWorld): Mailer {
  return {
    target: `Azure Communication Services ${endpoint}`,
    largestBytes: largestMessage,
    mostRecipients,
    send: async (mail) => {
      const authorization = `Bearer ${await world.token()}`;
      const id = operationId(mail.messageId);
      const body = Buffer.from(JSON.stringify(requestOf(mail)));
      const sent = await askPatiently({ method: 'POST', url: `${endpoint}/emails:send?api-version=${version}`, headers: { authorization, 'content-type': 'application/json', 'operation-id': id }, body }, world);
      const status = (): Promise<HttpOutcome> => askPatiently({ method: 'GET', url: `${endpoint}/emails/operations/${id}?api-version=${version}`, headers: { authorization }, body: null }, world);
      if (sent.kind === 'answer' && sent.status !== 202) throw refusal('Azure Communication Services', sent, true);
      return followed(mail, sent, status, world);
    },
    examine: () => communicationServicesChecks(endpoint, version, world),
  };
}

function requestOf(mail: Mail): object {
  const people = (addresses: readonly string[]): object[] => addresses.map((address) => ({ address }));
  const file = ({ name, contentType, bytes }: MailFile): object => ({ name, contentType, contentInBase64: Buffer.from(bytes).toString('base64') });
  return {
    senderAddress: mail.from.address,
    headers: { ...automaticHeaders },
    content: { subject: mail.subject, plainText: mail.text, html: mail.html },
    recipients: { to: people(mail.to), cc: people(mail.cc), bcc: people(mail.bcc) },
    attachments: [...mail.pictures.map((picture) => ({ ...file(picture), contentId: picture.contentId })), ...mail.attachments.map(file)],
    userEngagementTrackingDisabled: true,
  };
}

/** Asks until the operation has ended. After a broken request its absence proves that nothing was taken. */
async function followed(mail: Mail, sent: HttpOutcome, status: () => Promise<HttpOutcome>, world: ServiceWorld): Promise<Sent> {
  const unknown = (message: string): DeliveryError => new DeliveryError(message, { certainty: 'uncertain', fix: 'Look at the resource\'s logs; then run "secure-score email --again" if it did not arrive.' });
  for (let asked = 0; asked < questions; asked += 1) {
    const answer = await status();
    if (answer.kind === 'broken') throw sent.kind === 'broken' ? refusal('Azure Communication Services', sent, true) : unknown(`the operation cannot be followed: ${answer.message}`);
    if (answer.status === 404 && sent.kind === 'broken') throw refusal('Azure Communication Services', sent, false);
    if (answer.status !== 200) throw unknown(`the operation cannot be followed: HTTP ${answer.status} ${serviceMessage(answer.text)}`);
    const state = /"status"\s*:\s*"(\w+)"/.exec(answer.text)?.[1];
    if (state === 'Succeeded') return { accepted: everyone(mail), refused: [] };
    if (state === 'Failed' || state === 'Canceled') throw new DeliveryError(`Azure Communication Services did not send it: ${serviceMessage(answer.text)}`, { fix: 'See what the service says; then run "secure-score email".' });
    const seconds = Number(answer.headers['retry-after'] ?? 5);
    await world.wait(Math.min(30, Number.isFinite(seconds) && seconds >= 0 ? seconds : 5) * 1000);
  }
  throw unknown('the operation did not end in time');
}

/** A UUID from the message's id. */
function operationId(messageId: string): string {
  const hex = createHash('sha256').update(messageId).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
