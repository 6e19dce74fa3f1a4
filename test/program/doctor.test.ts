import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { groupRow, guid, scoreRow, subscription, subscriptionRow } from '../../src/collect/testCollect.ts';
import { startEmulator, type EmulatorOptions } from '../../src/emulator/index.ts';
import { tenantWith } from '../../src/emulator/server/testTenant.ts';
import { secureScore, type Finished } from './program.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doctor-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const tenant = tenantWith({ resourcecontainers: [groupRow('contoso'), subscriptionRow(1, { chain: ['contoso'] })], securityresources: [scoreRow(subscription(1), 5, 10)] });

/** `doctor` against a local Azure. */
async function doctor(options: Partial<EmulatorOptions> = {}, env: Readonly<Record<string, string>> = {}, include: readonly object[] = []): Promise<Finished> {
  const emulator = await startEmulator({ tenant, quota: null, ...options });
  try {
    const config = join(folder, 'config.yaml');
    await writeFile(join(folder, 'ca.pem'), emulator.caPem);
    const { resourceManager, authority } = emulator.endpoints;
    const azure = { credential: 'clientSecret', caFile: join(folder, 'ca.pem'), endpoints: { resourceManager, authority } };
    await writeFile(config, JSON.stringify({ azure, ...(include.length === 0 ? {} : { scopes: { include } }), report: { formats: ['html'] } }));
    return await secureScore(['doctor', '--config', config, '--out', join(folder, 'out')], { ...emulator.env, ...env });
  } finally {
    await emulator.close();
  }
}

it('finds nothing to mend where nothing is missing', async () => {
  const { code, out } = await doctor();
  expect(out).toContain('1 subscription and 0 connectors selected; 1 secure score in sight');
  expect(out).toContain('✓ clock    agrees with the sign-in service');
  expect(out).toContain('gets a token: client secret (AZURE_CLIENT_ID, AZURE_CLIENT_SECRET)');
  expect(out).not.toContain('✗');
  expect(code).toBe(0);
});

it('names a wrong secret, without it', async () => {
  const { code, out, err } = await doctor({}, { AZURE_CLIENT_SECRET: 'not-the-secret-at-all' });
  expect(out).toMatch(/✗ sign-in .*AADSTS7000215.*AZURE_CLIENT_SECRET/);
  expect(out + err).not.toContain('not-the-secret-at-all');
  expect(code).toBe(2);
});

it('names the role that is missing, where, and the command that grants it', async () => {
  const { code, out } = await doctor({ denied: [guid(1)] }, {}, [{ managementGroup: 'contoso' }]);
  expect(out).toContain('✗ read     the identity sees no subscription that config selects');
  expect(out).toMatch(/az role assignment create --assignee [0-9a-f-]{36} --role "Security Reader" --scope "\/providers\/Microsoft\.Management\/managementGroups\/contoso"/);
  expect(code).toBe(2);
});

it('names what config names in vain', async () => {
  const { code, out } = await doctor({}, {}, [{ managementGroup: 'contoso' }, { subscription: 'no-such-*' }]);
  expect(out).toContain('✗ read     subscription no-such-* was not found');
  expect(code).toBe(2);
});
