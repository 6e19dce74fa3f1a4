import { request, type Agent } from 'node:https';
import { DeliveryError, oneLine } from '../outcomes.ts';

/** What was answered; `broken`: the connection ended without an answer. */
export type HttpOutcome =
  | { readonly kind: 'answer'; readonly status: number; readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>; readonly text: string }
  | { readonly kind: 'broken'; /** True when the whole request was on its way. */ readonly handedOver: boolean; readonly message: string; readonly code: string };

export interface HttpQuestion {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
}

export interface HttpWorld {
  /** Certificate authorities instead of the usual ones, PEM; null: the usual ones. */
  readonly ca: string | null;
  /** Connections instead of plain ones: through a proxy, trusting what it is to trust. */
  readonly agent?: Agent;
  readonly timeoutMs: number;
  /** Waits; tests do not. */
  wait(ms: number): Promise<void>;
}

const largestAnswer = 1024 * 1024;

/** One HTTPS request, redirects not followed. Never rejects. */
export function ask({ method, url, headers, body }: HttpQuestion, { ca, agent, timeoutMs }: HttpWorld): Promise<HttpOutcome> {
  return new Promise((resolve) => {
    let handedOver = false;
    const broken = (error: Error): void => resolve({ kind: 'broken', handedOver, message: oneLine(error.message), code: 'code' in error && typeof error.code === 'string' ? error.code : '' });
    const sent = request(url, { method, timeout: timeoutMs, agent: agent ?? false, headers: { ...headers, 'content-length': String(body?.length ?? 0) }, ...(ca === null ? {} : { ca }) }, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= largestAnswer) chunks.push(chunk);
      });
      response.on('error', broken);
      response.on('end', () => resolve({ kind: 'answer', status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString('utf8') }));
    });
    sent.on('finish', () => { handedOver = true; });
    sent.on('timeout', () => sent.destroy(Object.assign(new Error(`no answer within ${timeoutMs} ms`), { code: 'ETIMEDOUT' })));
    sent.on('error', broken);
    sent.end(body ?? undefined);
  });
}

/** Times a request is made in all when the service asks for patience. */
const patience = 4;

/** Asks again while the service says that it did not take the request yet (429, 503), as late as it wishes, a minute at most. */
export async function askPatiently(question: HttpQuestion, world: HttpWorld): Promise<HttpOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await ask(question, world);
    if (outcome.kind === 'broken' || (outcome.status !== 429 && outcome.status !== 503) || attempt === patience) return outcome;
    const seconds = Number(outcome.headers['retry-after'] ?? 2 ** attempt);
    await world.wait(Math.min(60, Number.isFinite(seconds) && seconds >= 0 ? seconds : 2 ** attempt) * 1000);
  }
}

/** `ErrorAccessDenied: Access is denied` from an error body of Azure's shape; else its beginning. */
export function serviceMessage(text: string): string {
  try {
    const { error }: { readonly error?: unknown } = Object(JSON.parse(text));
    const { code, message }: { readonly code?: unknown; readonly message?: unknown } = Object(error);
    const parts = [code, message].filter((part) => typeof part === 'string');
    if (parts.length > 0) return oneLine(parts.join(': '));
  } catch {
    // Not JSON: what there is, is told.
  }
  return oneLine(text.slice(0, 200));
}

/** An outcome that is no success as the error to throw. `sending`: the request was the one that sends, so that a broken one may have been taken. */
export function refusal(service: string, outcome: HttpOutcome, sending: boolean): DeliveryError {
  if (outcome.kind === 'broken') {
    const fix = /CERT|SELF_SIGNED|UNABLE_TO|ALTNAME/.test(outcome.code) ? 'Name the certificate authority with azure.caFile.' : 'Check the network; then run "secure-score email".';
    return new DeliveryError(`${service} does not answer: ${outcome.message}`, { certainty: sending && outcome.handedOver ? 'uncertain' : 'failed', fix });
  }
  const unclear = sending && outcome.status >= 500 && outcome.status !== 503;
  return new DeliveryError(`${service} refused: HTTP ${outcome.status} ${serviceMessage(outcome.text)}`, { certainty: unclear ? 'uncertain' : 'failed', fix: refusalFix(service, outcome.status) });
}

function refusalFix(service: string, status: number): string {
  if (status === 401 || status === 403) return service === 'Microsoft Graph' ? 'Give the identity the application permission Mail.Send (and Mail.ReadWrite for messages over 3 MB), limited to the mailbox.' : 'Give the identity the role Communication and Email Service Owner, or one that may send mail.';
  if (status === 404) return 'Check that email.from is a mailbox or address of the service.';
  if (status === 413) return 'Lower email.maximumMegabytes.';
  return 'See what the service says; then run "secure-score email".';
}
