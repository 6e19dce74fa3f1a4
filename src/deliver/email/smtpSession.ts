import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SMTPConnectionAuth, SMTPConnectionOptions, SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection';

/** What one SMTP conversation came to, and how far the message had got when it broke. */
export type Conversation =
  | { readonly sent: SMTPConnectionSendInfo }
  | { readonly error: unknown; /** Every byte was on its way: the server may have taken it. */ readonly handedOver: boolean };

export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

/** Connects, signs in and leaves. Never rejects. */
export async function greet(options: SMTPConnectionOptions, auth: SMTPConnectionAuth | null): Promise<{ readonly greeted: true } | { readonly error: unknown }> {
  const { connection, broken, signIn } = opened(options, auth);
  try {
    await Promise.race([signIn(), broken]);
    return { greeted: true };
  } catch (error) {
    return { error };
  } finally {
    connection.quit();
    connection.close();
  }
}

/** Connects, signs in and sends one message. Never rejects. */
export async function converse(options: SMTPConnectionOptions, auth: SMTPConnectionAuth | null, envelope: Envelope, raw: Uint8Array): Promise<Conversation> {
  const { connection, broken, signIn } = opened(options, auth);
  const message = counted(raw);
  const talk = async (): Promise<SMTPConnectionSendInfo> => {
    await signIn();
    return new Promise((resolve, fail) => { connection.send({ from: envelope.from, to: [...envelope.to] }, message.stream, (error, info) => (error === null && info !== undefined ? resolve(info) : fail(error ?? new Error('no answer')))); });
  };
  try {
    return { sent: await Promise.race([talk(), broken]) };
  } catch (error) {
    return { error, handedOver: message.handedOver() };
  } finally {
    if (message.handedOver()) connection.quit();
    else connection.close();
  }
}

interface Opened {
  readonly connection: SMTPConnection;
  /** Rejects when the connection breaks, whoever was waiting. */
  readonly broken: Promise<never>;
  /** Connects and proves who we are. */
  signIn(): Promise<void>;
}

function opened(options: SMTPConnectionOptions, auth: SMTPConnectionAuth | null): Opened {
  const connection = new SMTPConnection(options);
  const { promise: broken, reject } = Promise.withResolvers<never>();
  broken.catch(() => {});
  connection.on('error', reject);
  connection.on('end', () => reject(new Error('the server closed the connection')));
  return {
    connection, broken,
    signIn: async () => {
      await new Promise<void>((resolve, fail) => { connection.connect((error) => (error === undefined || error === null ? resolve() : fail(error))); });
      if (auth !== null) await new Promise<void>((resolve, fail) => { connection.login(auth, (error) => (error === null ? resolve() : fail(error))); });
    },
  };
}

/** The message as a stream that is read only once the server asks for it, and that knows when its last byte was taken. */
function counted(raw: Uint8Array): { readonly stream: Readable; handedOver(): boolean } {
  let done = false;
  const piece = 64 * 1024;
  const pieces = function* (): Generator<Buffer> {
    for (let at = 0; at < raw.length; at += piece) yield Buffer.from(raw.subarray(at, at + piece));
    done = true;
  };
  return { stream: Readable.from(pieces(), { objectMode: false }), handedOver: () => done };
}
