import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import type { Mail } from './mail.ts';

/** Headers of mail by programs: no automatic answer is sent to it (RFC 3834, and Exchange's own). There is no list, so no List-Unsubscribe. */
export const automaticHeaders = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' } as const;

/** The message as it travels: alternatives of text and HTML, pictures beside the HTML, attachments behind. Bcc only where the service reads recipients from the message. */
export async function mimeOf(mail: Mail, options: { readonly keepBcc: boolean } = { keepBcc: false }): Promise<Buffer> {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const list = (addresses: readonly string[]): { name: string; address: string }[] => addresses.map((address) => ({ name: '', address }));
  const { message } = await transport.sendMail({
    messageId: mail.messageId, date: mail.date, subject: mail.subject, headers: { ...automaticHeaders },
    from: { name: mail.from.name ?? '', address: mail.from.address },
    to: list(mail.to), cc: list(mail.cc),
    // A transport that builds a message without sending it writes Bcc out, so it is given only where it is wanted.
    ...(options.keepBcc ? { bcc: list(mail.bcc), keepBcc: true } : {}),
    text: mail.text, html: mail.html,
    attachments: [
      ...mail.pictures.map(({ name, contentType, bytes, contentId }) => ({ filename: name, contentType, content: Buffer.from(bytes), cid: contentId, contentDisposition: 'inline' as const })),
      ...mail.attachments.map(({ name, contentType, bytes }) => ({ filename: name, contentType, content: Buffer.from(bytes), contentDisposition: 'attachment' as const })),
    ],
    // Everything is given as bytes: nothing is ever read from a path or an address.
    disableFileAccess: true, disableUrlAccess: true,
    baseBoundary: createHash('sha256').update(mail.messageId).digest('hex').slice(0, 24),
  });
  if (!Buffer.isBuffer(message)) throw new Error('the message was not built in memory');
  return message;
}

/** Bytes that a file takes in a message: base64 in lines of 76 characters, and its headers. */
export function encodedBytes(bytes: number): number {
  const characters = Math.ceil(bytes / 3) * 4;
  return characters + 2 * Math.ceil(characters / 76) + 512;
}
