import type { SMTPConnectionAuth, SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import XOAuth2 from 'nodemailer/lib/xoauth2';
import type { SmtpTransport } from '../../domain/delivery.ts';
import { checked, fine } from '../checks.ts';
import { DeliveryError, oneLine, withoutSecrets } from '../outcomes.ts';
import { everyone, type Mailer, type Sent } from './mail.ts';
import { converse, greet, type Conversation } from './smtpSession.ts';

export interface SmtpWorld {
  /** Certificate authorities instead of the usual ones, PEM; null: the usual ones. */
  readonly ca: string | null;
  /** Access token for `auth: identity`. */
  readonly token: () => Promise<string>;
  /** Longest silence of the server, ms. */
  readonly timeoutMs: number;
  /** Waits; tests do not. */
  wait(ms: number): Promise<void>;
}

/** Waits before the next attempt where a server says that it does not take a message now (4xx): most do so for seconds, to slow down who sends many. */
const pauses: readonly number[] = [5_000, 20_000, 60_000];

/** Mail over SMTP: TLS or nothing, with a certificate that is checked. */
export function smtpMailer(config: SmtpTransport, world: SmtpWorld): Mailer {
  return {
    target: `SMTP ${config.host}:${config.port}`,
    largestBytes: null,
    mostRecipients: null,
    send: async (mail, raw) => {
      const { auth, secrets } = await signIn(config, world);
      const attempt = (): Promise<Conversation> => converse(connectionOf(config, world), auth, { from: mail.from.address, to: everyone(mail) }, raw);
      let conversation = await attempt();
      for (const pause of pauses) {
        if (!('error' in conversation) || !isPassing(conversation.error)) break;
        await world.wait(pause);
        conversation = await attempt();
      }
      if ('error' in conversation) return refusedByAll(conversation.error, conversation.handedOver, secrets);
      const { accepted, rejectedErrors } = conversation.sent;
      return { accepted, refused: (rejectedErrors ?? []).flatMap((error: unknown) => refusalOf(error, secrets)) };
    },
    examine: () => checked(async () => {
      const { auth, secrets } = await signIn(config, world);
      const greeted = await greet(connectionOf(config, world), auth);
      if ('error' in greeted) throw deliveryError(failureOf(greeted.error), false, secrets, greeted.error);
      return [fine(`answers over TLS with a certificate that holds; ${auth === null ? 'asks for no sign-in' : 'accepts the sign-in'}`)];
    }),
  };
}

function connectionOf({ host, port, security }: SmtpTransport, { ca, timeoutMs }: SmtpWorld): SMTPConnectionOptions {
  return {
    host, port, secure: security === 'tls', requireTLS: security === 'starttls',
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true, ...(ca === null ? {} : { ca }) },
    connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs, dnsTimeout: timeoutMs,
  };
}

async function signIn({ user, auth }: SmtpTransport, world: SmtpWorld): Promise<{ readonly auth: SMTPConnectionAuth | null; readonly secrets: readonly string[] }> {
  if (user === null || auth.kind === 'none') return { auth: null, secrets: [] };
  if (auth.kind === 'password') {
    const pass = auth.password.reveal();
    return { auth: { user, credentials: { user, pass } }, secrets: [pass] };
  }
  const accessToken = auth.kind === 'accessToken' ? auth.accessToken.reveal() : await world.token();
  return { auth: { type: 'OAUTH2', user, oauth2: new XOAuth2({ user, accessToken }) }, secrets: [accessToken] };
}

interface SmtpFailure {
  readonly message: string;
  readonly code: string;
  readonly command: string;
  readonly responseCode: number | null;
  readonly recipient: string | null;
  readonly rejectedErrors: readonly unknown[];
}

function failureOf(error: unknown): SmtpFailure {
  const fields: { readonly code?: unknown; readonly command?: unknown; readonly responseCode?: unknown; readonly recipient?: unknown; readonly rejectedErrors?: unknown } = Object(error);
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return {
    message: error instanceof Error ? error.message : String(error),
    code: text(fields.code), command: text(fields.command),
    responseCode: typeof fields.responseCode === 'number' ? fields.responseCode : null,
    recipient: typeof fields.recipient === 'string' ? fields.recipient : null,
    rejectedErrors: Array.isArray(fields.rejectedErrors) ? fields.rejectedErrors : [],
  };
}

function refusalOf(error: unknown, secrets: readonly string[]): Sent['refused'] {
  const { recipient, message } = failureOf(error);
  return recipient === null ? [] : [{ address: recipient, why: oneLine(withoutSecrets(message, secrets)) }];
}

/** The server's own word that it took nothing, and may take it later. */
function isPassing(error: unknown): boolean {
  const { responseCode, rejectedErrors } = failureOf(error);
  const codes = rejectedErrors.length > 0 ? rejectedErrors.map((one) => failureOf(one).responseCode) : [responseCode];
  return codes.every((code) => code !== null && code >= 400 && code < 500);
}

/** All recipients refused is an answer like any other; everything else is thrown with what to do about it. */
function refusedByAll(error: unknown, handedOver: boolean, secrets: readonly string[]): Sent {
  const failure = failureOf(error);
  const refused = failure.rejectedErrors.flatMap((one) => refusalOf(one, secrets));
  if (failure.command === 'RCPT TO' && refused.length > 0) return { accepted: [], refused };
  // Once the message is on its way only the server's answer tells whether it took it.
  const uncertain = handedOver && failure.responseCode === null;
  throw deliveryError(failure, uncertain, secrets, error);
}

function deliveryError(failure: SmtpFailure, uncertain: boolean, secrets: readonly string[], cause: unknown): DeliveryError {
  return new DeliveryError(withoutSecrets(failure.message, secrets), { certainty: uncertain ? 'uncertain' : 'failed', fix: fixOf(failure), cause });
}

const certificateCodes = /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|ALTNAME/;

function fixOf({ code, message, command, responseCode }: SmtpFailure): string {
  if (certificateCodes.test(code) || /certificate|altname/i.test(message)) return 'Name the server\'s certificate authority with email.transport.caFile, and the host as in its certificate.';
  if (code === 'ETLS' || /STARTTLS|wrong version number|SSL routines/i.test(message)) return 'The server must offer TLS: port 587 with security: starttls, port 465 with security: tls.';
  if (code === 'EAUTH') return 'Check user and password; Exchange Online takes OAuth only (oauth: identity, with SMTP.SendAsApp for the mailbox).';
  if (['ECONNECTION', 'ETIMEDOUT', 'EDNS', 'ESOCKET', 'ECONNREFUSED'].includes(code)) return 'Check email.transport.host and port, and that this machine may connect to it. Then run "secure-score email".';
  if (command === 'MAIL FROM') return 'The server does not let this sign-in send as email.from.';
  if (responseCode === 552 || responseCode === 523) return 'Lower email.maximumMegabytes.';
  return 'See what the server says; then run "secure-score email".';
}
