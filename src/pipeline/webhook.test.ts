import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Alert, Alerts } from '../domain/alerts.ts';
import { UserError } from '../domain/errors.ts';
import { makeCertificate } from '../emulator/server/certificate.ts';
import { formatFor } from '../domain/format.ts';
import { alertCard } from './alertCard.ts';

const format = formatFor('en-GB', 'UTC');
import { postWebhook } from './webhook.ts';

let server: Server;
let folder: string;
let caFile: string;
let base: string;
let received: { method: string; url: string; type: string; body: string }[] = [];
let answer: (response: ServerResponse) => void;

beforeAll(async () => {
  const { certificatePem, keyPem } = await makeCertificate();
  folder = await mkdtemp(join(tmpdir(), 'secure-score-webhook-'));
  caFile = join(folder, 'ca.pem');
  await writeFile(caFile, certificatePem);
  server = createServer({ cert: certificatePem, key: keyPem }, (incoming: IncomingMessage, response: ServerResponse) => {
    let body = '';
    incoming.on('data', (part) => { body += String(part); });
    incoming.on('end', () => {
      received.push({ method: incoming.method ?? '', url: incoming.url ?? '', type: incoming.headers['content-type'] ?? '', body });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  base = `https://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});
beforeEach(() => {
  received = [];
  answer = (response) => response.writeHead(202).end();
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

const alarm = (message: string): Alert => ({
  subject: { kind: 'scope', id: 's', name: 'x' }, rule: 'maximumDrop', status: 'alarm', limit: 0.02, score: 0.5, since: '2026-11-13', from: 0.6, change: -0.1, ignored: 0,
  causes: [{ cause: 'regressed', shown: -9.8 }], runs: 1, runsInARow: 1, message,
});
const alerts = (...messages: readonly string[]): Alerts => ({
  schema: 'secure-score/alerts', version: 1, title: 'Contoso', runId: '20261120T060000Z', takenAt: '2026-11-20T06:00:00Z', day: '2026-11-20', status: 'alarm', limits: 2, alerts: messages.map(alarm),
});
const secret = '/workflows/hunter2?sig=hunter3';
const failure = async (url: string): Promise<UserError> => {
  const error = await postWebhook({ url, body: {}, caFile, env: {} }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).exitCode).toBe(5);
  expect((error as UserError).message).not.toMatch(/hunter/);
  return error as UserError;
};

describe('postWebhook', () => {
  it('posts the card once, over TLS', async () => {
    const body = alertCard(alerts('pay-prod: The score changed.'), format);
    await postWebhook({ url: base + secret, body, caFile, env: {} });
    expect(received).toEqual([{ method: 'POST', url: secret, type: 'application/json; charset=utf-8', body: JSON.stringify(body) }]);
  });
  it('tells a refusal, and the address to nobody', async () => {
    answer = (response) => response.writeHead(401).end(`no such workflow ${secret.split('?')[0]}`);
    expect((await failure(base + secret)).message).toContain('answered 401: no such workflow …');
  });
  it('follows no redirect', async () => {
    answer = (response) => response.writeHead(307, { location: `${base}/elsewhere` }).end();
    expect((await failure(base + secret)).message).toContain('answered 307');
    expect(received).toHaveLength(1);
  });
  it('trusts no certificate that nobody vouches for, and takes no plain http', async () => {
    const error = await postWebhook({ url: base + secret, body: {}, caFile: null, env: {} }).catch((reason: unknown) => reason);
    expect(String(error)).toMatch(/cannot be reached: .*certificate/);
    expect(received).toEqual([]);
    expect((await failure('http://127.0.0.1:1/hunter2')).message).toContain('is not an https address');
  });
});

describe('alertCard', () => {
  it('is a message with an adaptive card in which names are plain text', () => {
    const hostile = '[click](https://evil.example) **bold** <script>\u202e\nnext';
    const card = JSON.stringify(alertCard(alerts(`${hostile}: The score is 5 %.`), format));
    expect(card).toContain('"contentType":"application/vnd.microsoft.card.adaptive"');
    expect(card).not.toContain('"type":"TextBlock"');
    expect(card).not.toMatch(/\\n|\u202e/);
    expect(card).toContain('Causes: Became unhealthy −9.8\u00a0pp.');
  });
  it('stays within what Teams takes, however many alarms there are', () => {
    const card = JSON.stringify(alertCard(alerts(...Array.from({ length: 500 }, () => 'ü'.repeat(5000))), format));
    expect(Buffer.byteLength(card)).toBeLessThan(28 * 1024);
    expect(card).toContain('485 more in alerts.json.');
  });
});
