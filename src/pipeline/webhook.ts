import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { getCACertificates } from 'node:tls';
import { outboundAgent } from '../azure/proxy.ts';
import { UserError } from '../domain/errors.ts';

export interface WebhookPost {
  /** https address: a secret, shown in no message. */
  readonly url: string;
  readonly body: object;
  /** PEM file with further certificate authorities; null for none. */
  readonly caFile: string | null;
  /** Names the proxy, where there is one. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Longest wait for the answer, milliseconds. */
const answerTimeout = 30_000;
/** As much of a refusal as a message quotes. */
const longestQuote = 200;

/** Posts JSON once. Follows no redirect: the address and what is sent are for one host. UserError (exit code 5) unless the answer is 2xx. */
export async function postWebhook({ url, body, caFile, env }: WebhookPost): Promise<void> {
  const target = new URL(url);
  if (target.protocol !== 'https:') throw undelivered(target, 'is not an https address');
  const agent = outboundAgent(env, caFile === null ? null : [await readFile(caFile, 'utf8'), ...getCACertificates('default')].join('\n'));
  const text = JSON.stringify(body);
  const { status, answer } = await new Promise<{ status: number; answer: string }>((resolve, reject) => {
    const sent = request(target, { agent, method: 'POST', headers: { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text) }, timeout: answerTimeout }, (response) => {
      let answer = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => { if (answer.length < longestQuote) answer += part; });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, answer }));
      response.on('error', reject);
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${answerTimeout / 1000} s`)));
    sent.on('error', reject);
    sent.end(text);
  }).catch((cause: unknown) => { throw undelivered(target, `cannot be reached: ${cause instanceof Error ? cause.message : String(cause)}`, cause); }).finally(() => agent.destroy());
  if (status >= 200 && status < 300) return;
  throw undelivered(target, `answered ${status}${answer === '' ? '' : `: ${answer.slice(0, longestQuote).replaceAll(url, '…').replaceAll(target.pathname, '…')}`}`);
}

function undelivered({ host }: URL, what: string, cause?: unknown): UserError {
  return new UserError({ message: `the webhook at ${host} ${what}`, fix: 'Check the address in the environment variable of alerts.webhook; alerts.json in the run\'s folder holds what was to be told.' }, { exitCode: 5, cause });
}
