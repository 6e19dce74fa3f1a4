import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { loadDataTenant, type EmulatorOptions, type Row, type Tenant } from '../emulator/index.ts';
import { tenantWith } from '../emulator/server/testTenant.ts';
import { tenantOf } from '../emulator/tenants/index.ts';
import { assessmentRow, connectorRow, controlRow, groupRow, guid, scoreRow, statesRecord, subscription, subscriptionRow, testAzure, type TestAzure } from './testCollect.ts';

let open: TestAzure[] = [];
afterEach(async () => {
  await Promise.all(open.map((one) => one.close()));
  open = [];
});

async function start(tenant: Tenant, options: Partial<EmulatorOptions> = {}): Promise<TestAzure> {
  const one = await testAzure(tenant, options);
  open.push(one);
  return one;
}

const fixture = (name: string): Promise<Tenant> => loadDataTenant(fileURLToPath(new URL(`../../test/fixtures/${name}`, import.meta.url)), new Date('2026-06-30T06:00:00Z'));
const vm = (n: number, name: string): string => `${subscription(n)}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/${name}`;

describe('real rows', () => {
  it('gives the recorded subscription its 31.75 of 56 points', async () => {
    const { scores, controls, gaps } = await (await start(await fixture('recording-2021-07-12'))).collect();
    expect(scores).toHaveLength(1);
    expect(scores[0]).toMatchObject({ secureScore: { current: 31.75, max: 56, ratio: 0.567 }, weight: 1441, gracePeriod: null });
    expect(scores[0]?.controls).toHaveLength(16);
    expect(controls).toHaveLength(16);
    expect(controls.find(({ controlId }) => controlId === '34a42fb3-e6db-409c-b56b-7b1db6b8aee0')).toMatchObject({ name: 'Enable MFA', maxScore: 10 });
    expect(gaps.filter(({ affectsScore }) => affectsScore)).toEqual([]);
  });

  it('gives the specification\'s example its 23.53 of 39', async () => {
    const { scores } = await (await start(await fixture('specification'))).collect();
    expect(scores[0]).toMatchObject({ secureScore: { current: 23.53, max: 39, ratio: 0.6033 }, weight: 67 });
  });
});

describe('the demo tenant', () => {
  it('takes eight requests a run beside the pages of a baseline, and knows every assessment, day by day', async () => {
    const tenant = tenantOf('demo');
    const azure = await start(tenant);
    const known = statesRecord();
    let previous = null;
    for (let day = 8; day >= 0; day -= 1) {
      const now = new Date(tenant.defaultNow.getTime() - day * 86_400_000);
      const snapshot = await azure.collect({ known, previous, now });
      const rows = tenant.rows('securityresources', now).filter(({ type }) => type === 'microsoft.security/assessments');
      expect(snapshot.requests).toMatchObject({ throttled: 0, retried: 0 });
      expect(snapshot.requests.sent).toBeLessThanOrEqual(day === 8 ? 10 + Math.ceil(rows.length / 1000) : 12);
      expect(snapshot.gaps.filter(({ affectsScore }) => affectsScore)).toEqual([]);
      expect(snapshot.drift).toEqual([]);
      known.add(snapshot);
      expect(known.all().size).toBe(rows.length);
      previous = snapshot;
    }
  });

  it('keeps connectors apart from the subscriptions that host them, and the two scores from each other', async () => {
    const { scopes, scores } = await (await start(tenantOf('demo'))).collect();
    const connectors = scopes.filter(({ kind }) => kind === 'securityConnector');
    expect(new Set(connectors.map(({ environment }) => environment))).toEqual(new Set(['AWS', 'GCP', 'GitHub', 'AzureDevOps']));
    expect(scores.map(({ scopeId }) => scopeId)).toEqual(scopes.map(({ id }) => id));
    for (const { secureScore, controls } of scores) {
      if (secureScore === null) continue;
      expect(controls.reduce((sum, { current }) => sum + current, 0)).toBeCloseTo(secureScore.current, 6);
    }
    expect(scores.some(({ secureScore, gracePeriod }) => secureScore?.current !== gracePeriod?.current)).toBe(true);
  });

  it('counts the same whichever way it is asked: unhealthy resources in signatures and in numbers', async () => {
    const { scores, recommendations, assessments } = await (await start(tenantOf('demo'))).collect();
    for (const { scopeId, recommendations: counts, signatures } of scores) {
      for (const { key, unhealthy } of counts) {
        expect(signatures.filter(({ keys }) => keys.includes(key)).reduce((sum, { resources }) => sum + resources, 0)).toBe(unhealthy);
        expect(assessments.rows.filter((row) => row.scopeId === scopeId && row.key === key && row.state === 'Unhealthy')).toHaveLength(unhealthy);
      }
    }
    expect(recommendations.some(({ preview }) => preview)).toBe(true);
    expect(new Set(recommendations.map(({ environment }) => environment))).toEqual(new Set(['Azure', 'AWS', 'GCP', 'GitHub', 'AzureDevOps']));
    expect(assessments.rows.every(({ portalUrl }) => portalUrl?.startsWith('https://portal.azure.com/#@') === true)).toBe(true);
  });

  it('gives the same catalogue hash on days without a change of the catalogue', async () => {
    const azure = await start(tenantOf('demo'));
    const hashOn = async (day: string): Promise<string> => (await azure.collect({ now: new Date(`${day}T06:00:00Z`) })).catalogueHash;
    expect(await hashOn('2026-04-13')).toBe(await hashOn('2026-04-12'));
    expect(await hashOn('2026-04-16')).not.toBe(await hashOn('2026-04-12'));
  });
});

describe('scopes that are not as they should be', () => {
  it('list each outcome, and stop none of the others', async () => {
    const { scopes, scores, gaps, managementGroups } = await (await start(tenantWith({
      resourcecontainers: [
        subscriptionRow(1, { name: 'fine', chain: ['team', 'hidden', 'root'] }), subscriptionRow(2, { state: 'Disabled' }), subscriptionRow(3, { name: 'no score' }), subscriptionRow(4, { name: 'nothing' }),
        subscriptionRow(5, { name: 'two rows' }), subscriptionRow(6, { name: 'max 0' }), groupRow('root', [], 'Renamed root'), groupRow('team', ['hidden', 'root']), groupRow('empty', ['root']),
      ],
      resources: [connectorRow(1, 'quantum', 'QuantumCloud', 'q-1')],
      securityresources: [
        scoreRow(subscription(1), 5, 10), scoreRow(subscription(1), 6, 10, 'scoreGraceExcluded'), assessmentRow(vm(3, 'a'), 'k1', 'Unhealthy'),
        scoreRow(subscription(5), 1, 10), { ...scoreRow(subscription(5).toUpperCase(), 2, 10), subscriptionId: guid(5) }, scoreRow(subscription(6), 0, 0),
      ],
    }))).collect();
    const causes = Object.fromEntries(gaps.map(({ cause, scopeId }) => [scopeId ?? 'run', cause]));
    expect(causes).toEqual({
      run: 'restricted', [subscription(2)]: 'disabled', [subscription(3)]: 'noScore', [subscription(4)]: 'providerNotRegistered', [subscription(5)]: 'invalidRow',
      [subscription(6)]: 'noScore',
      [`${subscription(1)}/resourcegroups/rg/providers/microsoft.security/securityconnectors/quantum`]: 'noScore',
    });
    expect(scores.find(({ scopeId }) => scopeId === subscription(1))).toMatchObject({ secureScore: { current: 5 }, gracePeriod: { current: 6 } });
    expect(scores.find(({ scopeId }) => scopeId === subscription(6))?.secureScore).toEqual({ current: 0, max: 0, ratio: 0 });
    expect(scopes.find(({ kind }) => kind === 'securityConnector')).toMatchObject({ environment: 'QuantumCloud', ancestors: [{ name: 'team' }, { name: 'hidden' }, { name: 'root', displayName: 'Renamed root' }] });
    expect(managementGroups).toEqual([
      { name: 'empty', displayName: 'EMPTY', parent: 'root', restricted: false }, { name: 'hidden', displayName: 'HIDDEN', parent: 'root', restricted: true },
      { name: 'root', displayName: 'Renamed root', parent: null, restricted: false }, { name: 'team', displayName: 'TEAM', parent: 'hidden', restricted: false },
    ]);
  });

  it('says that a scope of the last run has gone, and that a type has', async () => {
    const both = { resourcecontainers: [subscriptionRow(1), subscriptionRow(2), subscriptionRow(3, { state: 'Disabled' })], securityresources: [scoreRow(subscription(1), 5, 10), assessmentRow(vm(1, 'a'), 'k1', 'Healthy')] };
    const previous = await (await start(tenantWith(both))).collect();
    const { gaps } = await (await start(tenantWith({ resourcecontainers: [subscriptionRow(1)], securityresources: [assessmentRow(vm(1, 'a'), 'k1', 'Healthy')] }))).collect({ previous });
    expect(gaps.map(({ cause, scopeId, affectsScore }) => [cause, scopeId, affectsScore])).toEqual(expect.arrayContaining([['notFound', subscription(2), true], ['notFound', subscription(3), false]]));
    expect(gaps.filter(({ cause }) => cause === 'typeVanished').map(({ what }) => what)).toEqual(['the service held rows of microsoft.security/securescores in the last run and holds none now']);
    expect(gaps.find(({ cause }) => cause === 'noScore')).toMatchObject({ scopeId: subscription(1), affectsScore: true });
  });

  it('leave out a score that cannot be, or cannot be read, and say so of the scope: nobody is sent to register a provider', async () => {
    const { scores, gaps } = await (await start(tenantWith({
      resourcecontainers: [groupRow('root'), subscriptionRow(1), subscriptionRow(2), subscriptionRow(3)],
      securityresources: [
        scoreRow(subscription(1), 70, 10), controlRow(subscription(1), 'c1'), scoreRow(subscription(3), 5, 10),
        { ...scoreRow(subscription(2), 1, 1), properties: { score: { current: 'many', max: 1, percentage: 1 }, weight: 1 } },
      ],
    }))).collect();
    expect(scores.map(({ secureScore, controls }) => [secureScore?.current ?? null, controls.length])).toEqual([[null, 1], [null, 0], [5, 0]]);
    expect(gaps.map(({ cause, scopeId, affectsScore }) => [cause, scopeId, affectsScore])).toEqual([['invalidRow', subscription(1), true], ['invalidRow', subscription(2), true]]);
    expect(gaps[0]?.what).toBe('the secure score of subscription sub-1 cannot be true and was left out (current 70 is more than max 10); the scope counts as one without a score');
    expect(gaps[1]?.what).toContain('could not be read and was left out (current: Invalid input: expected number');
  });

  it('tell of scores of scopes that the list does not show, unless config leaves them out', async () => {
    const aws = `${subscription(1)}/resourceGroups/RG/providers/Microsoft.Security/securityConnectors/aws`;
    const azure = await start(tenantWith({
      resourcecontainers: [groupRow('root'), subscriptionRow(1)],
      securityresources: [scoreRow(subscription(1), 5, 10), scoreRow(subscription(9), 5, 10), scoreRow(aws, 1, 10), assessmentRow(vm(8, 'a'), 'k1', 'Unhealthy')],
    }));
    const { scores, gaps } = await azure.collect();
    expect(scores).toHaveLength(1);
    expect(gaps.map(({ cause, scopeId, affectsScore }) => [cause, scopeId, affectsScore])).toEqual([['notFound', aws.toLowerCase(), true], ['notFound', null, false], ['notFound', subscription(9), true]]);
    expect(gaps.find(({ affectsScore }) => !affectsScore)?.what).toBe(`the service holds assessments of subscription ${guid(8)}, which its list of subscriptions and connectors does not show; they are in no figure`);
    const exclude = [{ kind: 'subscription', pattern: guid(9) }, { kind: 'subscription', pattern: guid(8) }, { kind: 'connector', environment: null, account: null, name: 'aws' }] as const;
    expect((await azure.collect({ exclude })).gaps).toEqual([]);
    const named = await azure.collect({ include: [{ kind: 'subscription', pattern: guid(1) }, { kind: 'connector', environment: 'AWS', account: null, name: null }] });
    expect(named.gaps.filter(({ what }) => what.includes('does not show')).map(({ scopeId, affectsScore }) => [scopeId, affectsScore])).toEqual([[null, false]]);
  });

  it('misses no type of rows that config leaves out since, and takes a scope that is listed in two spellings for one', async () => {
    const connector = connectorRow(1, 'aws', 'AWS', '123456789012');
    const tenant = tenantWith({
      resourcecontainers: [groupRow('root'), subscriptionRow(1)], resources: [connector, { ...connector, id: String(connector['id']).toUpperCase() }],
      securityresources: [scoreRow(subscription(1), 5, 10), scoreRow(String(connector['id']), 5, 10)],
    });
    const azure = await start(tenant);
    const previous = await azure.collect();
    expect([previous.scopes.length, previous.scores.length, previous.gaps]).toEqual([2, 2, []]);
    expect((await azure.collect({ previous, exclude: [{ kind: 'connector', environment: 'AWS', account: null, name: null }] })).gaps).toEqual([]);
    const without = await start(tenantWith({ resourcecontainers: [groupRow('root'), subscriptionRow(1)], securityresources: [scoreRow(subscription(1), 5, 10)] }));
    expect((await without.collect({ previous })).gaps.map(({ cause }) => cause).toSorted()).toEqual(['notFound', 'typeVanished']);
  });

  it('cannot go on without a list of scopes, and says so', async () => {
    const azure = await start(tenantWith({}), { faults: [{ kind: 'status', status: 404, times: 100 }] });
    await expect(azure.collect()).rejects.toMatchObject({ name: 'UserError', exitCode: 2 });
  });

  it('gives an empty snapshot for an identity that can read nothing', async () => {
    const gap = { cause: 'notFound', what: 'the identity sees no subscription and no connector', affectsScore: true };
    expect(await (await start(tenantWith({}))).collect()).toMatchObject({ scopes: [], scores: [], gaps: [gap], requests: { sent: 1 } });
    const some = await start(tenantWith({ resourcecontainers: [groupRow('root'), subscriptionRow(1)] }));
    expect((await some.collect({ exclude: [{ kind: 'subscription', pattern: '*' }] })).gaps).toMatchObject([{ what: 'config selects none of the 1 subscriptions and connectors that the identity sees', affectsScore: true }]);
  });
});

describe('schema drift', () => {
  it('keeps unknown values, counts unknown fields, and drops rows that cannot be read', async () => {
    const { drift, gaps, recommendations, assessments, scores } = await (await start(tenantWith({
      resourcecontainers: [subscriptionRow(1)],
      securityresources: [
        scoreRow(subscription(1), 5, 10),
        assessmentRow(vm(1, 'c'), 'k1', 'Quarantined', { properties: { novelty: 1, metadata: { severity: 'Extreme', futureField: true } } }),
        assessmentRow(vm(1, 'b'), 'k1', 'notapplicable', { cause: 'exempt', link: 'evil.example/#blade/x' }),
        { ...scoreRow(subscription(1), 1, 1, 'scoreGraceExcluded'), properties: { score: { current: 'many', max: 1, percentage: 1 }, weight: 1 } },
      ],
    }))).collect();
    const noted = new Map(drift.map(({ subject, kind, example, count }) => [subject, `${kind} ${example} ${count}`]));
    expect(noted.get('microsoft.security/assessments properties.status.code')).toMatch(/^unknownValue Quarantined /);
    expect(noted.get('microsoft.security/assessments properties.metadata.severity')).toBe('unknownValue Extreme 1');
    expect([...noted.keys()].some((subject) => subject.startsWith('microsoft.security/assessments properties.metadata future') || subject.includes('novelty'))).toBe(true);
    expect(noted.get('microsoft.security/assessments properties.links.azurePortal')).toContain('evil.example');
    expect(noted.get('microsoft.security/securescores')).toMatch(/^invalidRow /);
    expect(gaps.find(({ cause }) => cause === 'invalidRow')).toMatchObject({ affectsScore: true });
    expect(assessments.rows.map(({ state, portalUrl }) => [state, portalUrl])).toEqual([['NotApplicable', null], ['Quarantined', null]]);
    expect(scores[0]?.recommendations).toEqual([{ key: 'k1', healthy: 0, unhealthy: 0, notApplicable: 1, exempt: 1 }]);
    expect(recommendations).toHaveLength(1);
  });
});

describe('large tenants', () => {
  const many = (count: number): Tenant => tenantWith({
    resourcecontainers: [groupRow('root'), groupRow('a', ['root']), groupRow('b', ['root']), ...Array.from({ length: count }, (_, n) => subscriptionRow(n, { chain: [n % 2 === 0 ? 'a' : 'b', 'root'] }))],
    securityresources: Array.from({ length: count }, (_, n) => [scoreRow(subscription(n), n, 100), assessmentRow(vm(n, 'x'.repeat(200)), 'k1', 'Unhealthy')]).flat(),
  });

  it('splits a batch that is too large, and goes on', async () => {
    const { scores, gaps } = await (await start(many(40), { limits: { payloadBytes: 10_000 } })).collect();
    expect(scores.map(({ secureScore }) => secureScore?.current)).toEqual(Array.from({ length: 40 }, (_, n) => n));
    expect(gaps).toEqual([]);
  });

  it('lists the one scope that is too large on its own', async () => {
    const { scores, gaps } = await (await start(tenantWith({
      resourcecontainers: [groupRow('root'), subscriptionRow(1), subscriptionRow(2)],
      securityresources: [scoreRow(subscription(1), 1, 10), scoreRow(subscription(2), 2, 10), ...Array.from({ length: 400 }, (_, n) => assessmentRow(vm(2, `vm${n}`), `key-${n}`.padEnd(36, '0'), 'Healthy'))],
    }), { limits: { payloadBytes: 15_000 } })).collect();
    expect(gaps.map(({ cause, scopeId }) => [cause, scopeId])).toEqual([['payloadTooLarge', subscription(2)]]);
    expect(scores.map(({ secureScore }) => secureScore?.current)).toEqual([1, 2]);
  });

  it('reads a tenant with more subscriptions than the service looks at by management group', async () => {
    const { scopes, scores, gaps } = await (await start(many(30), { limits: { subscriptions: 20 } })).collect();
    expect(scopes).toHaveLength(30);
    expect(scores.every(({ secureScore }) => secureScore !== null)).toBe(true);
    expect(gaps).toMatchObject([{ cause: 'subscriptionLimit', affectsScore: false }]);
  });
});

describe('state changes', () => {
  it('takes nothing for deleted in a scope that can no longer be seen, and everything that has gone elsewhere', async () => {
    const rows = (n: number): readonly Row[] => [scoreRow(subscription(n), 1, 10), assessmentRow(vm(n, 'a'), 'k1', 'Healthy'), assessmentRow(vm(n, 'b'), 'k1', 'Healthy'), assessmentRow(vm(n, 'b'), 'k2', 'Healthy')];
    const containers = [subscriptionRow(1), subscriptionRow(2), subscriptionRow(3)];
    const known = statesRecord();
    const previous = await (await start(tenantWith({ resourcecontainers: containers, securityresources: [1, 2, 3].flatMap(rows) }))).collect({ known });
    known.add(previous);
    const less = { resourcecontainers: containers, securityresources: [...rows(1).filter(({ id }) => !String(id).includes('Machines/b')), ...rows(2)] };
    const { assessments, gaps } = await (await start(tenantWith(less))).collect({ known, previous });
    expect(assessments.deleted).toEqual([
      { scopeId: subscription(1), key: 'k2', resourceId: vm(1, 'b').toLowerCase() }, { scopeId: subscription(1), key: 'k1', resourceId: vm(1, 'b').toLowerCase() },
    ]);
    expect(gaps.find(({ scopeId }) => scopeId === subscription(3))).toMatchObject({ cause: 'providerNotRegistered', affectsScore: true });
    const nothing = await (await start(tenantWith({ resourcecontainers: containers }))).collect({ known, previous });
    expect(nothing.assessments.deleted).toEqual([]);
    expect(nothing.gaps.filter(({ cause }) => cause === 'typeVanished').length).toBeGreaterThan(0);
  });

  it('reads scopes that join, and says nothing of those that config leaves out', async () => {
    const tenant = tenantWith({
      resourcecontainers: [subscriptionRow(1), subscriptionRow(2, { name: 'sandbox-2' })],
      securityresources: [scoreRow(subscription(1), 1, 10), assessmentRow(vm(1, 'a'), 'k1', 'Healthy'), assessmentRow(vm(2, 'b'), 'k1', 'Unhealthy')],
    });
    const azure = await start(tenant);
    const known = statesRecord();
    const exclude = [{ kind: 'subscription', pattern: 'sandbox-*' }] as const;
    const first = await azure.collect({ known, exclude });
    expect(JSON.stringify(first)).not.toContain(guid(2));
    known.add(first);
    const second = await azure.collect({ known, previous: first });
    expect(second.assessments.rows.map(({ resourceName }) => resourceName)).toEqual(['b']);
    known.add(second);
    expect((await azure.collect({ known, previous: second })).assessments).toMatchObject({ rows: [], deleted: [] });
  });
});
