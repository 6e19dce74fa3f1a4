import type { ResourceGraphClient } from '@azure/arm-resourcegraph';
import { afterEach, describe, expect, it } from 'vitest';
import type { TypedTenant } from '../../tenants/index.ts';
import type { EmulatorOptions } from '../options.ts';
import { startEmulator, type Emulator, type EmulatorWorld } from '../startEmulator.ts';
import { emulatorShelf, graphClient, postQuery, send, tokenFor, type WireAnswer } from '../testClients.ts';
import { groupRow, machines, subscriptionId, subscriptionRow, tenantWith } from '../testTenant.ts';

const shelf = emulatorShelf();
afterEach(shelf.closeAll);

async function start(options: Partial<EmulatorOptions> = {}, world?: EmulatorWorld): Promise<Emulator> {
  return shelf.keep(await startEmulator({ tenant: tenantWith({ resources: machines(2500) }), quota: null, ...options }, world));
}

/** Asks over the wire, as the application. */
async function asker(emulator: Emulator): Promise<(body: unknown, path?: string) => Promise<WireAnswer>> {
  const token = await tokenFor(emulator);
  return (body, path) => postQuery(emulator, token, body, path);
}

async function allPages(client: ResourceGraphClient, query: string, top?: number): Promise<{ ids: string[]; sizes: number[] }> {
  const ids: string[] = [];
  const sizes: number[] = [];
  let skipToken: string | undefined;
  do {
    const page = await client.resources({ query, options: { ...(top === undefined ? {} : { top }), ...(skipToken === undefined ? {} : { skipToken }) } });
    expect([page.totalRecords, page.count, page.resultTruncated]).toEqual([2500, page.data.length, 'false']);
    ids.push(...page.data.map((row: { id: string }) => row.id));
    sizes.push(page.count);
    skipToken = page.skipToken;
  } while (skipToken !== undefined);
  return { ids, sizes };
}

describe('paging', () => {
  it('gives the SDK every row once, in table order, in the fewest pages', async () => {
    const client = graphClient(await start());
    const { ids, sizes } = await allPages(client, 'resources | project id, name');
    expect(sizes).toEqual([1000, 1000, 500]);
    expect(ids).toEqual(machines(2500).map((row) => row['id']));
    expect((await allPages(client, 'resources | project id', 900)).sizes).toEqual([900, 900, 700]);
  });

  it('offers no token where the service offers none', async () => {
    const ask = await asker(await start());
    const withoutId = await ask({ query: 'resources | project name' });
    expect([withoutId.body.resultTruncated, withoutId.body.count, withoutId.body.$skipToken]).toEqual(['true', 1000, undefined]);
    const limited = await ask({ query: 'resources | project id | limit 2000' });
    expect([limited.body.resultTruncated, limited.body.totalRecords, limited.body.$skipToken]).toEqual(['true', 2000, undefined]);
    const whole = await ask({ query: 'resources | project name | limit 10' });
    expect([whole.body.resultTruncated, whole.body.count]).toEqual(['false', 10]);
  });

  it('lets $skip and $top override the token, and ignores $skip behind limit', async () => {
    const ask = await asker(await start());
    const query = 'resources | project id, name';
    const first = await ask({ query, options: { $top: 3, $skip: 5 } });
    expect(first.body.data.map((row: { name: string }) => row.name)).toEqual(['vm5', 'vm6', 'vm7']);
    const second = await ask({ query, options: { $skipToken: first.body.$skipToken } });
    expect(second.body.data.map((row: { name: string }) => row.name)).toEqual(['vm8', 'vm9', 'vm10']);
    const other = await ask({ query, options: { $skipToken: first.body.$skipToken, $skip: 100, $top: 1 } });
    expect(other.body.data[0].name).toBe('vm100');
    const limited = await ask({ query: 'resources | project id, name | limit 3', options: { $skip: 2 } });
    expect(limited.body.data[0].name).toBe('vm0');
    expect(JSON.parse(Buffer.from(first.body.$skipToken, 'base64').toString())).toMatchObject({ $id: '1', MaxRows: 3, RowsToSkip: 8 });
  });

  it('refuses a token of another query or scope', async () => {
    const ask = await asker(await start());
    const { $skipToken } = (await ask({ query: 'resources | project id', options: { $top: 1 } })).body;
    const elsewhere = await ask({ query: 'resources | project id, name', options: { $skipToken } });
    const narrower = await ask({ query: 'resources | project id', subscriptions: [subscriptionId(0)], options: { $skipToken } });
    const garbage = await ask({ query: 'resources | project id', options: { $skipToken: 'AAAA' } });
    for (const answer of [elsewhere, narrower, garbage]) {
      expect([answer.status, answer.body.error.details[0].code]).toEqual([400, 'InvalidSkipToken']);
    }
  });
});

describe('answers', () => {
  it('come as a table when asked', async () => {
    const ask = await asker(await start());
    const { data } = (await ask({ query: 'resources | project id, properties | limit 1', options: { resultFormat: 'table' } })).body;
    expect(data).toEqual({ columns: [{ name: 'id', type: 'string' }, { name: 'properties', type: 'object' }], rows: [[machines(1)[0]?.['id'], { n: 0 }]] });
  });

  it('have the fields and headers of the service', async () => {
    const ask = await asker(await start({ quota: { requests: 15, windowMs: 5_000 } }));
    const answer = await ask({ query: 'resources | project id | limit 1' });
    expect(Object.keys(answer.body).toSorted()).toEqual(['count', 'data', 'facets', 'resultTruncated', 'totalRecords']);
    expect(answer.headers).toMatchObject({
      'x-ms-user-quota-remaining': expect.stringMatching(/^\d+$/), 'x-ms-user-quota-resets-after': '00:00:05',
      'x-ms-request-id': expect.any(String), 'x-ms-correlation-request-id': expect.any(String), 'x-ms-ratelimit-remaining-tenant-resource-requests': expect.any(String),
    });
  });

  it('say nothing of a quota where none is counted', async () => {
    const ask = await asker(await start());
    const answer = await ask({ query: 'resources | project id | limit 1' });
    expect(Object.keys(answer.headers).filter((name) => name.includes('quota'))).toEqual([]);
  });

  it('are refused when they grow too large', async () => {
    const ask = await asker(await start({ limits: { payloadBytes: 10_000 } }));
    const answer = await ask({ query: 'resources | project id' });
    expect([answer.status, answer.body.error.code]).toEqual([400, 'BadRequest']);
    expect(answer.body.error.details[0]).toEqual({
      code: 'ResponsePayloadTooLarge',
      message: expect.stringMatching(/^Response payload size is \d+, and has exceeded the limit of 10000\. /),
    });
    expect((await ask({ query: 'resources | project id', options: { $top: 10 } })).status).toBe(200);
  });
});

describe('a tenant that gives rows by type', () => {
  it('is asked for no more than the query reads, and sees the same scopes', async () => {
    const scores = machines(6, 2).map((row) => ({ ...row, type: 'microsoft.security/securescores' }));
    const typed: TypedTenant = {
      ...tenantWith({ resourcecontainers: [subscriptionRow(0, []), subscriptionRow(1, [])] }),
      securityRows: (type) => (type === 'microsoft.security/securescores' ? scores : []),
    };
    const tenant: TypedTenant = { ...typed, rows: (table, now) => {
      if (table === 'securityresources') throw new Error('all rows were asked for');
      return typed.rows(table, now);
    } };
    const ask = await asker(await start({ tenant }));
    const query = "securityresources | where type =~ 'Microsoft.Security/secureScores' | project id";
    expect((await ask({ query })).body.totalRecords).toBe(6);
    expect((await ask({ query, subscriptions: [subscriptionId(1)] })).body.totalRecords).toBe(3);
    expect((await ask({ query: 'securityresources | project id' })).status).toBe(500);
  });
});

describe('quota', () => {
  it('grants 15 requests in 5 s, then answers 429 until the window ends', async () => {
    let now = Date.parse('2026-06-30T00:00:00Z');
    const emulator = shelf.keep(await startEmulator({ tenant: tenantWith({ resources: machines(1) }) }, { wallClock: () => now }));
    const ask = await asker(emulator);
    const query = { query: 'resources | project id' };
    const answers = await Promise.all(Array.from({ length: 15 }, () => ask(query)));
    expect(answers.map((answer) => Number(answer.headers['x-ms-user-quota-remaining'])).toSorted((a, b) => b - a)).toEqual(Array.from({ length: 15 }, (_, n) => 14 - n));
    now += 1500;
    const refused = await ask(query);
    expect([refused.status, refused.headers['retry-after'], refused.headers['x-ms-user-quota-resets-after']]).toEqual([429, '4', '00:00:04']);
    expect([refused.body.error.code, refused.body.error.details[0].code]).toEqual(['RateLimiting', 'RateLimiting']);
    now += 3500;
    expect((await ask(query)).headers['x-ms-user-quota-remaining']).toBe('14');
  });
});

describe('refusals', () => {
  const query = 'resources | project id';

  it('name the api-version', async () => {
    const ask = await asker(await start());
    const path = '/providers/Microsoft.ResourceGraph/resources';
    const codeOf = async (version: string): Promise<unknown[]> => {
      const answer = await ask({ query }, path + version);
      return [answer.status, answer.body.error.code];
    };
    expect(await codeOf('')).toEqual([400, 'MissingApiVersionParameter']);
    expect(await codeOf('?api-version=latest')).toEqual([400, 'InvalidApiVersionParameter']);
    expect(await codeOf('?api-version=2020-01-01')).toEqual([404, 'InvalidResourceType']);
    expect((await ask({ query }, '/providers/microsoft.resourcegraph/Resources?api-version=2021-03-01')).status).toBe(200);
  });

  it('are a 500 for another content type', async () => {
    const emulator = await start();
    const headers = { authorization: `Bearer ${await tokenFor(emulator)}`, 'content-type': 'text/plain' };
    expect((await send(emulator, 'POST', '/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01', headers, '{}')).status).toBe(500);
  });

  it('place a parser failure as the recorded answer does', async () => {
    const ask = await asker(await start());
    const answer = await ask({ query: 'resources\n| where name ==' });
    expect(answer.status).toBe(400);
    expect(answer.body.error.code).toBe('BadRequest');
    expect(answer.body.error.message).toMatch(/^Please provide below info when asking for support: timestamp = [\d-]{10}T[\d:.]+Z, correlationId = [0-9a-f-]{36}\.$/);
    const [invalid, failure] = answer.body.error.details;
    expect(invalid.code).toBe('InvalidQuery');
    expect(failure).toMatchObject({ code: 'ParserFailure', line: 2, characterPositionInLine: 15, token: '<EOF>', expectedToken: expect.any(String) });
  });

  it('tell a wrong table from a construct that is refused or only not emulated', async () => {
    const ask = await asker(await start());
    const wrong = await ask({ query: 'resourses | project id' });
    expect([wrong.status, wrong.body.error.details.map((detail: { code: string }) => detail.code)]).toEqual([400, ['InvalidQuery', 'SemanticError']]);
    expect(wrong.body.error.details[1].message).toContain('resourses');
    const refused = await ask({ query: 'resources | project id | render table' });
    expect([refused.status, refused.body.error.details[1].code]).toEqual([400, 'UnsupportedQueryConstruct']);
    expect(refused.body.error.details[1].message).toContain('render');
    const notEmulated = await ask({ query: 'resources | project id, far = geo_distance_2points(1.0, 2.0, 3.0, 4.0)' });
    expect([notEmulated.status, notEmulated.body.error.code]).toEqual([501, 'EmulatorUnsupported']);
  });

  it('cover options, scopes and facets', async () => {
    const ask = await asker(await start());
    const codeOf = async (body: object): Promise<unknown> => (await ask({ query, ...body })).body.error.details[0].code;
    expect(await codeOf({ options: { $top: 1001 } })).toBe('InvalidTop');
    expect(await codeOf({ options: { $skip: -1 } })).toBe('InvalidSkip');
    expect(await codeOf({ options: { resultFormat: 'xml' } })).toBe('InvalidRequestBody');
    expect(await codeOf({ subscriptions: ['a'], managementGroups: ['b'] })).toBe('InvalidScopes');
    const facets = await ask({ query, facets: [{ expression: 'location' }] });
    expect([facets.status, facets.body.error.code]).toEqual([501, 'EmulatorUnsupported']);
  });
});

describe('scopes', () => {
  const root = '1a1a1a1a-1a1a-4a1a-8a1a-1a1a1a1a1a1a';
  const tenant = tenantWith({
    resources: machines(40, 4),
    resourcecontainers: [
      subscriptionRow(0, ['platform', root]), subscriptionRow(1, ['identity', 'platform', root]), subscriptionRow(2, ['landing', root]), subscriptionRow(3, [root]),
      groupRow(root, []), groupRow('Platform', [root]), groupRow('identity', ['platform', root]), groupRow('landing', [root]),
    ],
  });
  const query = 'resources | project id, subscriptionId';
  const subscriptionsIn = (answer: WireAnswer): number[] =>
    [...new Set<string>(answer.body.data.map((row: { subscriptionId: string }) => row.subscriptionId))].map((id) => Number(id.slice(-2))).toSorted();

  it('are the whole tenant, subscriptions, or groups with all below them', async () => {
    const ask = await asker(await start({ tenant }));
    expect(subscriptionsIn(await ask({ query }))).toEqual([0, 1, 2, 3]);
    expect(subscriptionsIn(await ask({ query, subscriptions: [subscriptionId(2), subscriptionId(0)] }))).toEqual([0, 2]);
    expect(subscriptionsIn(await ask({ query, managementGroups: ['Platform'] }))).toEqual([0, 1]);
    expect(subscriptionsIn(await ask({ query, managementGroups: ['identity', 'landing'] }))).toEqual([1, 2]);
    expect(subscriptionsIn(await ask({ query, managementGroups: [root] }))).toEqual([0, 1, 2, 3]);
  });

  it('show rows of management groups to tenant and group queries only', async () => {
    const ask = await asker(await start({ tenant }));
    const groups = { query: "resourcecontainers | where type =~ 'microsoft.management/managementgroups' | project id, name" };
    const names = (answer: WireAnswer): string[] => answer.body.data.map((row: { name: string }) => row.name);
    expect(names(await ask(groups))).toEqual([root, 'Platform', 'identity', 'landing']);
    expect(names(await ask({ ...groups, managementGroups: ['platform'] }))).toEqual(['Platform', 'identity']);
    expect(names(await ask({ ...groups, subscriptions: [subscriptionId(0)] }))).toEqual([]);
  });

  it('leave out what may not be read, and are refused when nothing is left', async () => {
    const ask = await asker(await start({ tenant, denied: [subscriptionId(1), 'Landing'] }));
    expect(subscriptionsIn(await ask({ query }))).toEqual([0, 2, 3]);
    expect(subscriptionsIn(await ask({ query, subscriptions: [subscriptionId(0), subscriptionId(1)] }))).toEqual([0]);
    const none = await ask({ query, subscriptions: [subscriptionId(1), subscriptionId(9)] });
    expect([none.status, none.body.error.details[0].code]).toEqual([400, 'NoValidSubscriptionsInQueryRequest']);
    expect(subscriptionsIn(await ask({ query, managementGroups: ['platform'] }))).toEqual([0]);
    for (const group of ['landing', 'nowhere']) {
      const refused = await ask({ query, managementGroups: ['platform', group] });
      expect([refused.status, refused.body.error.code, refused.body.error.details[0].code]).toEqual([403, 'AccessDenied', 'AccessDenied']);
      expect((await ask({ query, managementGroups: [group], options: { allowPartialScopes: true } })).status).toBe(403);
    }
    expect(subscriptionsIn(await ask({ query, managementGroups: ['platform', 'landing'], options: { allowPartialScopes: true } }))).toEqual([0]);
  });

  it('must be spelled as ids', async () => {
    const ask = await asker(await start({ tenant }));
    expect((await ask({ query, subscriptions: ['Pay'] })).body.error.details[0].code).toBe('SubscriptionsContainInvalidGuids');
    expect((await ask({ query, managementGroups: ['Tenant Root Group'] })).body.error.details[0].code).toBe('ManagementGroupsContainInvalidIds');
  });

  it('stop at the subscription limit and say so', async () => {
    const ask = await asker(await start({ tenant, limits: { subscriptions: 2 } }));
    const all = await ask({ query });
    expect([subscriptionsIn(all), all.headers['x-ms-tenant-subscription-limit-hit']]).toEqual([[0, 1], 'true']);
    const group = await ask({ query, managementGroups: ['platform'] });
    expect([subscriptionsIn(group), group.headers['x-ms-tenant-subscription-limit-hit']]).toEqual([[0, 1], undefined]);
  });
});
