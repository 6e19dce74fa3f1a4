import { afterEach, describe, expect, it } from 'vitest';
import type { Tenant } from '../tenant.ts';
import { startEmulator } from './startEmulator.ts';
import { emulatorShelf, graphClient, postQuery, send, tokenFor } from './testClients.ts';
import { machines, tenantWith } from './testTenant.ts';

const shelf = emulatorShelf();
afterEach(shelf.closeAll);

describe('startEmulator', () => {
  it('shows the tenant at the moment that is set', async () => {
    const byDay = [machines(1), machines(2)] as const;
    const tenant: Tenant = { ...tenantWith({}), rows: (table, now) => (table === 'resources' ? byDay[now.getUTCDate() > 15 ? 1 : 0] : []) };
    const emulator = shelf.keep(await startEmulator({ tenant, now: () => new Date('2026-06-10T00:00:00Z') }));
    const client = graphClient(emulator);
    expect((await client.resources({ query: 'resources | project id' })).totalRecords).toBe(1);
    emulator.setNow(new Date('2026-06-20T00:00:00Z'));
    expect((await client.resources({ query: 'resources | project id' })).totalRecords).toBe(2);
  });

  it('takes mail for Graph and for Communication Services', async () => {
    const emulator = shelf.keep(await startEmulator({ tenant: tenantWith({}) }));
    const post = async (path: string, scope: string, body: unknown): ReturnType<typeof send> =>
      send(emulator, 'POST', path, { authorization: `Bearer ${await tokenFor(emulator, scope)}`, 'content-type': 'application/json' }, JSON.stringify(body));
    expect((await post('/v1.0/users/report%40contoso.com/sendMail', 'https://graph.microsoft.com/.default', { message: { subject: 'a' } })).status).toBe(202);
    const sent = await post('/emails:send?api-version=2023-03-31', 'https://communication.azure.com/.default', { senderAddress: 'b@contoso.com', content: { subject: 'b' } });
    expect([sent.status, sent.body.status, sent.headers['operation-location']]).toEqual([202, 'Running', expect.stringContaining(`/emails/operations/${sent.body.id}?api-version=2023-03-31`)]);
    expect(emulator.sentMail()).toEqual([
      { via: 'graph', sender: 'report@contoso.com', content: { message: { subject: 'a' } } },
      { via: 'communicationServices', sender: 'b@contoso.com', content: { senderAddress: 'b@contoso.com', content: { subject: 'b' } } },
    ]);
    expect((await post('/v1.0/users/a/sendMail', 'https://management.azure.com/.default', {})).status).toBe(401);
  });

  it('says so when it fails itself', async () => {
    const tenant: Tenant = { ...tenantWith({}), rows: () => { throw new Error('no rows today'); } };
    const emulator = shelf.keep(await startEmulator({ tenant }));
    const answer = await postQuery(emulator, await tokenFor(emulator), { query: 'resources' });
    expect([answer.status, answer.body.error.code]).toEqual([500, 'EmulatorFailure']);
    expect(emulator.requests().at(-1)?.failure).toBeInstanceOf(Error);
  });

  it('answers paths that are wrongly encoded', async () => {
    const emulator = shelf.keep(await startEmulator({ tenant: tenantWith({}) }));
    const headers = { authorization: `Bearer ${await tokenFor(emulator, 'https://api.loganalytics.io/.default')}`, 'content-type': 'application/json' };
    expect((await send(emulator, 'POST', '/v1/workspaces/%E0%A4%A/query', headers, '{}')).status).toBe(404);
    expect((await send(emulator, 'GET', '/%')).status).toBe(404);
  });

  it('refuses bodies beyond all reason', async () => {
    const emulator = shelf.keep(await startEmulator({ tenant: tenantWith({}) }));
    expect((await send(emulator, 'POST', '/anything', {}, 'x'.repeat(5_000_000))).status).toBe(413);
  });
});
