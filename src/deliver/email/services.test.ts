import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openAzure } from '../../azure/index.ts';
import { defaultConfig } from '../../config/index.ts';
import { startEmulator, type Emulator, type EmulatorOptions, type Fault } from '../../emulator/index.ts';
import { tenantWith } from '../../emulator/server/testTenant.ts';
import { DeliveryError } from '../outcomes.ts';
import { communicationServicesMailer } from './communicationServices.ts';
import { graphMailer, type ServiceWorld } from './graph.ts';
import type { Mail, Mailer } from './mail.ts';
import { mimeOf } from './mime.ts';

const picture = { name: 'trend.png', contentType: 'image/png', bytes: Buffer.from('png'), contentId: 'trend@secure-score' };
const mail: Mail = {
  messageId: '<abc@contoso.com>', date: new Date('2026-11-21T06:00:00Z'), from: { address: 'score@contoso.com', name: null }, to: ['a@contoso.com'], cc: ['b@contoso.com'], bcc: ['hidden@contoso.com'],
  subject: 'Score: 65.8 %', html: '<img src="cid:trend@secure-score">', text: 'hällo', pictures: [picture], attachments: [{ name: 'report.pdf', contentType: 'application/pdf', bytes: Buffer.from('%PDF') }],
};
const pdf = Buffer.from(Array.from({ length: 8 * 1024 * 1024 + 12_345 }, (_, index) => (index * 31) % 251));
const large: Mail = { ...mail, attachments: [{ name: 'report.pdf', contentType: 'application/pdf', bytes: pdf }, { name: 'report.xlsx', contentType: 'application/zip', bytes: Buffer.from('xlsx') }] };

let emulator: Emulator | null = null;
afterEach(async () => {
  await emulator?.close();
  emulator = null;
});

interface Opened {
  readonly graph: Mailer;
  readonly services: Mailer;
  readonly emulator: Emulator;
  readonly waited: number[];
}

async function open(faults: readonly Fault[] = [], options: Partial<EmulatorOptions> = {}): Promise<Opened> {
  const running = (emulator = await startEmulator({ tenant: tenantWith({}), faults, ...options }));
  const { azure } = defaultConfig('/w');
  const { authority } = running.endpoints;
  const caFile = join(mkdtempSync(join(tmpdir(), 'secure-score-ca-')), 'ca.pem');
  writeFileSync(caFile, running.caPem);
  const clients = await openAzure({ ...azure, credential: 'clientSecret', caFile, endpoints: { ...azure.endpoints, authority } }, { ...running.env });
  const waited: number[] = [];
  const world = (scope: string): ServiceWorld => ({ ca: running.caPem, timeoutMs: 10_000, wait: async (ms) => { waited.push(ms); }, token: async () => (await clients.credential.getToken(scope)).token });
  return {
    emulator: running, waited,
    graph: graphMailer({ type: 'graph', endpoint: running.endpoints.graph }, world('https://graph.microsoft.com/.default')),
    services: communicationServicesMailer({ type: 'communicationServices', endpoint: running.endpoints.communicationServices }, world('https://communication.azure.com/.default')),
  };
}

async function outcome(mailer: Mailer, message: Mail) {
  return mailer.send(message, await mimeOf(message)).catch((error: unknown) => (error instanceof DeliveryError ? { certainty: error.certainty, message: error.message, fix: error.fix } : Promise.reject(error)));
}

/** Bytes of the first file that came with the first message. */
function uploaded(running: Emulator): Buffer {
  const { attachments } = z.object({ attachments: z.array(z.object({ content: z.string() })) }).parse(running.sentMail()[0]?.content);
  return Buffer.from(attachments[0]?.content ?? '', 'base64');
}

const everybody = { accepted: ['a@contoso.com', 'b@contoso.com', 'hidden@contoso.com'], refused: [] };

describe('mail through Microsoft Graph', () => {
  it('arrives as MIME, byte for byte what was composed', async () => {
    const { graph, emulator: running } = await open();
    expect(await outcome(graph, mail)).toEqual(everybody);
    expect(running.sentMail()).toEqual([{ via: 'graph', sender: 'score@contoso.com', content: { mime: (await mimeOf(mail, { keepBcc: true })).toString('latin1'), attachments: [] } }]);
  });

  it('uploads large files in ranges and sends the draft', async () => {
    const { graph, emulator: running } = await open();
    expect(await outcome(graph, large)).toEqual(everybody);
    const [sent] = running.sentMail();
    expect(sent?.content).toMatchObject({ attachments: [{ name: 'report.pdf', contentType: 'application/pdf' }, { name: 'report.xlsx' }] });
    expect(uploaded(running).equals(pdf)).toBe(true);
    expect(running.requests().filter(({ method }) => method === 'PUT').map(({ status }) => status)).toEqual([200, 200, 201]);
  });

  it('goes on with an interrupted upload from where the service stands', async () => {
    // Requests: 1 draft, 2 session, 3 … ranges.
    const { graph, emulator: running } = await open([{ kind: 'dropConnection', request: 4 }, { kind: 'status', status: 503, request: 7, headers: { 'retry-after': '3' } }]);
    expect(await outcome(graph, large)).toEqual(everybody);
    expect(uploaded(running).equals(pdf)).toBe(true);
  });

  it('looks for the file when the answer to its last range is lost: there it is sent with it, else nothing is sent', async () => {
    const arrived = await open([{ kind: 'dropConnection', request: 5 }]);
    expect(await outcome(arrived.graph, large)).toEqual(everybody);
    expect(arrived.emulator.sentMail()).toHaveLength(1);
    expect(uploaded(arrived.emulator).equals(pdf)).toBe(true);
    await arrived.emulator.close();
    // The session expires before the last range: four refusals of it, then nothing under its address.
    const expired = await open([...[5, 6, 7, 8].map((request): Fault => ({ kind: 'status', status: 503, request })), { kind: 'status', status: 404, request: 9 }]);
    expect(await outcome(expired.graph, large)).toMatchObject({ certainty: 'failed' });
    expect(expired.emulator.sentMail()).toEqual([]);
    expect(expired.emulator.requests().at(-1)).toMatchObject({ method: 'DELETE', status: 204 });
    expect(await outcome(expired.graph, large)).toEqual(everybody);
  });

  it('ends clearly when the upload session is refused or lost in the middle, and a retry is clean', async () => {
    for (const request of [2, 4]) {
      const { graph, emulator: running } = await open([{ kind: 'status', status: 404, request }]);
      expect(await outcome(graph, large)).toMatchObject({ certainty: 'failed' });
      expect(running.requests().at(-1)).toMatchObject({ method: 'DELETE', status: 204 });
      expect(await outcome(graph, large)).toEqual(everybody);
      expect([running.sentMail().length, uploaded(running).equals(pdf)]).toEqual([1, true]);
      await running.close();
    }
  });

  it('gives up an upload that keeps breaking, leaves no draft, and a retry is clean', async () => {
    const faults = Array.from({ length: 11 }, (_, index): Fault => ({ kind: 'dropConnection', request: 3 + index }));
    const { graph, emulator: running } = await open(faults);
    expect(await outcome(graph, large)).toMatchObject({ certainty: 'failed' });
    expect(running.sentMail()).toEqual([]);
    expect(running.requests().at(-1)).toMatchObject({ method: 'DELETE', status: 204 });
    expect(await outcome(graph, large)).toEqual(everybody);
    expect(running.sentMail()).toHaveLength(1);
  });

  it('tells a refused mail from one that may have gone', async () => {
    const denied = await open([{ kind: 'status', status: 403, body: { error: { code: 'ErrorAccessDenied', message: 'Access is denied.' } } }]);
    expect(await outcome(denied.graph, mail)).toMatchObject({ certainty: 'failed', message: expect.stringContaining('ErrorAccessDenied: Access is denied.'), fix: expect.stringContaining('Mail.Send') });
    await denied.emulator.close();
    const unclear = await open([{ kind: 'dropConnection' }]);
    expect(await outcome(unclear.graph, mail)).toMatchObject({ certainty: 'uncertain' });
    await unclear.emulator.close();
    expect(await outcome(unclear.graph, mail)).toMatchObject({ certainty: 'failed' });
  });

  it('looks whether a draft is still there when the answer to sending it is lost', async () => {
    // 1 draft, 2 session, 3–5 ranges, 6 xlsx, 7 send.
    const sent = await open([{ kind: 'dropConnection', request: 7 }]);
    expect(await outcome(sent.graph, large)).toEqual(everybody);
    expect(sent.emulator.sentMail()).toHaveLength(1);
    await sent.emulator.close();
    const notSent = await open([{ kind: 'status', status: 500, request: 7 }]);
    expect(await outcome(notSent.graph, large)).toMatchObject({ certainty: 'failed' });
    expect(notSent.emulator.sentMail()).toEqual([]);
  });

  it('waits as long as it is told when it is throttled', async () => {
    const { graph, waited } = await open([{ kind: 'status', status: 429, headers: { 'retry-after': '7' }, times: 2 }]);
    expect(await outcome(graph, mail)).toEqual(everybody);
    expect(waited).toEqual([7000, 7000]);
  });

  it('trusts no certificate it cannot check', async () => {
    const { emulator: running } = await open();
    const mailer = graphMailer({ type: 'graph', endpoint: running.endpoints.graph }, { ca: null, timeoutMs: 5000, wait: async () => {}, token: async () => 'secret-token' });
    expect(await outcome(mailer, mail)).toMatchObject({ certainty: 'failed', fix: expect.stringContaining('azure.caFile') });
  });
});

describe('mail through Azure Communication Services', () => {
  it('arrives as planned', async () => {
    const { services, emulator: running } = await open();
    expect(await outcome(services, mail)).toEqual(everybody);
    expect(running.sentMail()).toEqual([{ via: 'communicationServices', sender: 'score@contoso.com', content: expect.objectContaining({
      content: { subject: mail.subject, plainText: mail.text, html: mail.html },
      recipients: { to: [{ address: 'a@contoso.com' }], cc: [{ address: 'b@contoso.com' }], bcc: [{ address: 'hidden@contoso.com' }] },
      attachments: [{ name: 'trend.png', contentType: 'image/png', contentInBase64: 'cG5n', contentId: 'trend@secure-score' }, { name: 'report.pdf', contentType: 'application/pdf', contentInBase64: 'JVBERg==' }],
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    }) }]);
  });

  it('finds out what became of a message whose answer was lost, and never sends it twice', async () => {
    const { services, emulator: running } = await open([{ kind: 'dropConnection', request: 1 }]);
    expect(await outcome(services, mail)).toEqual(everybody);
    expect(await outcome(services, mail)).toEqual(everybody);
    expect(running.sentMail()).toHaveLength(1);
  });

  it('tells a refused mail from one that may have gone', async () => {
    const { services } = await open([{ kind: 'status', status: 400, body: { error: { code: 'InvalidSender', message: 'No.' } } }]);
    expect(await outcome(services, mail)).toMatchObject({ certainty: 'failed', message: expect.stringContaining('InvalidSender') });
    const lost = await open([{ kind: 'dropConnection', times: 3 }]);
    expect(await outcome(lost.services, mail)).toMatchObject({ certainty: 'uncertain' });
    await lost.emulator.close();
    expect(await outcome(lost.services, { ...mail, messageId: '<x@contoso.com>' })).toMatchObject({ certainty: 'failed' });
  });
});
