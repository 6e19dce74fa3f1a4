import { afterEach, describe, expect, it } from 'vitest';
import type { SmtpTransport } from '../../domain/delivery.ts';
import { secretOf } from '../../domain/secret.ts';
import { DeliveryError } from '../outcomes.ts';
import type { Mail } from './mail.ts';
import { mimeOf } from './mime.ts';
import { smtpMailer } from './smtp.ts';
import { testSmtp, type TestSmtp } from './testSmtp.ts';

const mail: Mail = {
  messageId: '<abc@contoso.com>', date: new Date('2026-11-21T06:00:00Z'), from: { address: 'score@contoso.com', name: 'Sëcure "Score"' },
  to: ['a@contoso.com'], cc: ['b@contoso.com'], bcc: ['hidden@contoso.com'], subject: 'Score: 65.8 %', html: '<p>hällo</p>', text: 'hällo\n.\nend', pictures: [],
  attachments: [{ name: 'report.pdf', contentType: 'application/pdf', bytes: Buffer.from('%PDF-1.7 test') }],
};

let server: TestSmtp | null = null;
let waited: number[] = [];
afterEach(async () => {
  await server?.close();
  server = null;
  waited = [];
});

async function send(changes: Partial<SmtpTransport> = {}, options: { readonly ca?: string | null; readonly mail?: Mail; readonly token?: string; readonly to?: TestSmtp } = {}) {
  const to = options.to ?? (server ??= await testSmtp());
  const config: SmtpTransport = { type: 'smtp', host: 'localhost', port: to.port, security: 'starttls', user: 'score@contoso.com', auth: { kind: 'password', password: secretOf('hunter22') }, caFile: null, ...changes };
  const mailer = smtpMailer(config, { ca: options.ca === undefined ? to.ca : options.ca, token: async () => options.token ?? 'token-1', timeoutMs: 5000, wait: async (ms) => { waited.push(ms); } });
  const sent = options.mail ?? mail;
  return mailer.send(sent, await mimeOf(sent)).catch((error: unknown) => (error instanceof DeliveryError ? { certainty: error.certainty, message: error.message, fix: error.fix } : Promise.reject(error)));
}

describe('mail over SMTP', () => {
  it('arrives as it was planned: bytes, envelope, over TLS, no Bcc in sight', async () => {
    expect(await send()).toEqual({ accepted: ['a@contoso.com', 'b@contoso.com', 'hidden@contoso.com'], refused: [] });
    const [arrived] = server?.received ?? [];
    expect(arrived).toMatchObject({ from: 'score@contoso.com', to: ['a@contoso.com', 'b@contoso.com', 'hidden@contoso.com'], secure: true });
    expect(arrived?.raw.trimEnd()).toBe((await mimeOf(mail)).toString('latin1').trimEnd());
    expect(arrived?.raw).not.toMatch(/hidden|^bcc/im);
    expect(arrived?.raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(arrived?.raw).not.toMatch(/^List-/im);
  });

  it('signs in with OAuth, a token from config or from the identity', async () => {
    expect(await send({ auth: { kind: 'accessToken', accessToken: secretOf('token-1') } })).toMatchObject({ refused: [] });
    expect(await send({ auth: { kind: 'identity' } })).toMatchObject({ refused: [] });
    expect(await send({ auth: { kind: 'identity' } }, { token: 'stale-token' })).toMatchObject({ certainty: 'failed', fix: expect.stringContaining('oauth: identity') });
  });

  it('refuses a certificate it cannot check, one for another host, and a server without TLS', async () => {
    expect(await send({}, { ca: null })).toMatchObject({ certainty: 'failed', message: expect.stringMatching(/self.signed/), fix: expect.stringContaining('caFile') });
    const other = await testSmtp({}, 'other.contoso.com');
    expect(await send({}, { to: other })).toMatchObject({ certainty: 'failed', message: expect.stringMatching(/altnames/), fix: expect.stringContaining('caFile') });
    const plain = await testSmtp({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
    expect(await send({}, { to: plain })).toMatchObject({ certainty: 'failed', fix: expect.stringContaining('must offer TLS') });
    expect(await send({ security: 'tls' }, { to: plain })).toMatchObject({ certainty: 'failed', fix: expect.stringContaining('must offer TLS') });
    expect([...other.received, ...plain.received, ...(server?.received ?? [])]).toEqual([]);
    await Promise.all([other.close(), plain.close()]);
  });

  it('says nothing of the password when the sign-in is refused, even if the server does', async () => {
    const answer = await send({ auth: { kind: 'password', password: secretOf('wrong-password') } });
    expect(answer).toMatchObject({ certainty: 'failed', fix: expect.stringContaining('Check user and password') });
    expect(JSON.stringify(answer)).not.toContain('wrong-password');
  });

  it('tells who was refused when others were not, and when all were', async () => {
    server = await testSmtp();
    server.behaviour.refuse = (address) => (address.startsWith('b') ? 'mailbox unavailable' : null);
    expect(await send()).toMatchObject({ accepted: ['a@contoso.com', 'hidden@contoso.com'], refused: [{ address: 'b@contoso.com', why: expect.stringContaining('mailbox unavailable') }] });
    server.behaviour.refuse = () => 'no';
    expect(await send()).toMatchObject({ accepted: [], refused: [{ address: 'a@contoso.com' }, { address: 'b@contoso.com' }, { address: 'hidden@contoso.com' }] });
  });

  it('waits where the server wants no more for now, and gives up at last; nobody has it twice', async () => {
    server = await testSmtp();
    server.behaviour.busy = 2;
    expect(await send()).toMatchObject({ accepted: ['a@contoso.com', 'b@contoso.com', 'hidden@contoso.com'], refused: [] });
    expect([waited, server.received.length]).toEqual([[5000, 20_000], 1]);
    server.behaviour.busy = 9;
    expect(await send()).toMatchObject({ certainty: 'failed', message: expect.stringContaining('Submission rate exceeded') });
    expect([waited.slice(2), server.received.length]).toEqual([[5000, 20_000, 60_000], 1]);
    server.behaviour.busy = 0;
    [server.behaviour.refuse, server.behaviour.refusal] = [(address) => (address.startsWith('b') ? 'greylisted' : null), 450];
    expect(await send()).toMatchObject({ accepted: ['a@contoso.com', 'hidden@contoso.com'], refused: [{ address: 'b@contoso.com' }] });
    server.behaviour.refuse = () => 'greylisted';
    expect(await send()).toMatchObject({ accepted: [], refused: [{}, {}, {}] });
    expect([waited.slice(5), server.received.length]).toEqual([[5000, 20_000, 60_000], 2]);
  });

  it('knows what certainly failed from what may have arrived', async () => {
    server = await testSmtp();
    server.behaviour.onData = 'refuse';
    expect(await send()).toMatchObject({ certainty: 'failed', message: expect.stringContaining('refused by policy') });
    server.behaviour.onData = 'hangUpBefore';
    const large = { ...mail, attachments: [{ name: 'report.pdf', contentType: 'application/pdf', bytes: Buffer.alloc(8 * 1024 * 1024, 'x') }] };
    expect(await send({}, { mail: large })).toMatchObject({ certainty: 'failed' });
    server.behaviour.onData = 'hangUpAfter';
    expect(await send()).toMatchObject({ certainty: 'uncertain' });
    await server.close();
    expect(await send()).toMatchObject({ certainty: 'failed', fix: expect.stringContaining('host and port') });
    server = null;
  });
});
