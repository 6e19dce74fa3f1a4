import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../config/index.ts';
import { UserError } from '../domain/errors.ts';
import { examine } from './doctor.ts';
import type { DoctorPorts } from './doctor.ts';

const folder = mkdtempSync(join(tmpdir(), 'secure-score-doctor-'));
const healthy: DoctorPorts = {
  nodeVersion: 'v24.1.0',
  readConfig: async () => defaultConfig(folder),
  tryBrowser: async () => ({ version: 'Chrome/1', source: 'system', notes: [] }),
  tryRecord: async () => ({ runs: 3, problems: [] }),
  proxy: () => null,
  tryClock: async () => 0,
  trySignIn: async () => 'Azure CLI (az login)',
  tryRead: async () => ({ subscriptions: 2, connectors: 1, secureScores: 3, gaps: [] }),
  tryDelivery: async () => { throw new Error('nothing is delivered here'); },
  principal: null,
};

async function told(ports: Partial<DoctorPorts>, offline = false): Promise<readonly string[]> {
  return (await examine({ ...healthy, ...ports }, offline)).map(({ name, status, message, fix }) => `${status} ${name}: ${message}${fix === null ? '' : ` | ${fix}`}`);
}

describe('the doctor', () => {
  it('looks at targets and mail where config has them', async () => {
    const readConfig: DoctorPorts['readConfig'] = async () => ({ ...defaultConfig(folder), publish: [{ type: 'directory', path: '/srv/www' }] });
    const tryDelivery: DoctorPorts['tryDelivery'] = async () => [{ name: 'publish[0]', target: 'directory /srv/www', checks: [{ status: 'missing', message: 'full', fix: 'Make room.' }] }, { name: 'email', target: 'SMTP x:587', checks: [{ status: 'ok', message: 'answers', fix: null }] }];
    expect((await told({ readConfig, tryDelivery })).slice(-2)).toEqual(['missing publish[0]: directory /srv/www: full | Make room.', 'ok email: SMTP x:587: answers']);
    expect((await told({ readConfig, tryDelivery }, true)).join()).not.toContain('publish');
    expect((await told({ readConfig, tryDelivery: async () => { throw new UserError({ message: 'azure.caFile cannot be read', fix: 'Name one.' }); } })).at(-1)).toBe('missing delivery: azure.caFile cannot be read | Name one.');
  });

  it('finds a machine that lacks nothing', async () => {
    expect(await told({})).toEqual([
      'ok node: v24.1.0', `ok config: valid; reports go to ${folder}/reports`, `ok output: ${folder}/reports can be written`, `ok record: 3 runs in ${folder}/reports/data`,
      'ok browser: Chrome/1 starts (system)', 'ok clock: agrees with the sign-in service', 'ok sign-in: credential "default" gets a token: Azure CLI (az login)', 'ok read: 2 subscriptions and 1 connector selected; 3 secure scores in sight',
    ]);
  });

  it('tells everything that is missing, each with its fix', async () => {
    const lines = await told({
      nodeVersion: 'v22.16.0',
      tryBrowser: async () => { throw new UserError({ message: 'no browser', fix: 'Install one.' }); },
      trySignIn: async () => { throw new UserError([{ message: 'no secret', fix: 'Set it.' }, { message: 'no tenant', fix: 'Set it too.' }]); },
    });
    expect(lines.filter((line) => line.startsWith('missing'))).toEqual([
      'missing node: v22.16.0 | Install Node 22.17 or newer.', 'missing browser: no browser | Install one.', 'missing sign-in: no secret | Set it.', 'missing sign-in: no tenant | Set it too.',
    ]);
    expect(lines.join()).not.toContain('read:');
  });

  it('tells a missing role from Defender that is off, which role where, and how to grant it', async () => {
    const include = [{ kind: 'managementGroup', name: 'contoso' }] as const;
    const readConfig: DoctorPorts['readConfig'] = async () => ({ ...defaultConfig(folder), scopes: { include, exclude: [] } });
    const blind = await told({ readConfig, principal: 'app-1', tryRead: async () => ({ subscriptions: 0, connectors: 0, secureScores: 0, gaps: [] }) });
    expect(blind.at(-1)).toContain('sees no subscription that config selects | Give it Security Reader');
    expect(blind.at(-1)).toContain('az role assignment create --assignee app-1 --role "Security Reader" --scope "/providers/Microsoft.Management/managementGroups/contoso" (see docs/permissions.md)');
    expect((await told({ tryRead: async () => ({ subscriptions: 4, connectors: 0, secureScores: 0, gaps: [] }) })).at(-1)).toContain('check that Defender for Cloud is on');
  });

  it('names what config names in vain, and what is known to be out of sight', async () => {
    const gaps = [
      { cause: 'notFound', what: 'management group x was not found', scopeId: null, advice: 'Check.', affectsScore: true },
      { cause: 'restricted', what: 'the identity may not read management group y', scopeId: null, advice: 'Grant.', affectsScore: false },
    ] as const;
    const lines = await told({ tryRead: async () => ({ subscriptions: 1, connectors: 0, secureScores: 1, gaps }) });
    expect(lines.slice(-2).map((line) => line.split(' |')[0])).toEqual(['missing read: management group x was not found', 'warning read: the identity may not read management group y']);
  });

  it('asks nothing of Azure when offline, and for no browser without PDF', async () => {
    const refuse = async (): Promise<never> => { throw new Error('asked'); };
    const config = defaultConfig(folder);
    const lines = await told({ trySignIn: refuse, tryRead: refuse, tryBrowser: refuse, readConfig: async () => ({ ...config, report: { ...config.report, formats: ['html'] } }) }, true);
    expect(lines.every((line) => line.startsWith('ok'))).toBe(true);
  });

  it('stops at a config that is wrong, and passes on what is our bug', async () => {
    expect(await told({ readConfig: async () => { throw new UserError({ message: 'bad', position: { file: 'config.yaml', line: 3, column: 1 }, fix: 'Mend it.' }); } })).toEqual(['ok node: v24.1.0', 'missing config: config.yaml:3:1: bad | Mend it.']);
    await expect(told({ tryRecord: async () => { throw new TypeError('ours'); } })).rejects.toThrow('ours');
  });

  it('tells a proxy, one that is none, and one that comes before a managed identity', async () => {
    const address = 'http://proxy.example:8080';
    const proxies = async (ports: Partial<DoctorPorts>) => (await told(ports)).filter((line) => line.includes(' proxy: '));
    expect(await proxies({ proxy: () => ({ address, exceptsMetadata: true }) })).toEqual(['ok proxy: http://proxy.example:8080 is used for everything that NO_PROXY does not except']);
    expect(await proxies({ proxy: () => ({ address, exceptsMetadata: false }) })).toEqual([expect.stringMatching(/^ok/), expect.stringMatching(/^warning proxy: a managed identity .* \| Add 169\.254\.169\.254 to NO_PROXY\.$/)]);
    expect(await proxies({ proxy: () => { throw new UserError({ message: 'HTTPS_PROXY names no proxy', fix: 'Unset it.' }); } })).toEqual(['missing proxy: HTTPS_PROXY names no proxy | Unset it.']);
  });

  it.each([[20, 'ok clock: agrees'], [-45, 'warning clock: this machine is 45 s behind'], [400, 'missing clock: this machine is 400 s ahead of']])('tells a clock that is %d s ahead', async (ahead, line) => {
    expect((await told({ tryClock: async () => ahead })).filter((one) => one.includes(' clock: '))).toEqual([expect.stringContaining(line)]);
    expect((await told({ tryClock: async () => null })).join()).not.toContain('clock');
  });

  it('names the identity of config in the command that grants', async () => {
    const readConfig: DoctorPorts['readConfig'] = async () => {
      const config = defaultConfig(folder);
      const identity = { tenantId: 't', clientId: 'app-2', clientSecret: null, certificateFile: null, certificatePassword: null, tokenFile: null, serviceConnectionId: null };
      return { ...config, azure: { ...config.azure, identity } };
    };
    expect((await told({ readConfig, principal: 'app-1', tryRead: async () => ({ subscriptions: 0, connectors: 0, secureScores: 0, gaps: [] }) })).at(-1)).toContain('--assignee app-2');
  });

  it('warns of damage in the record', async () => {
    expect(await told({ tryRecord: async () => ({ runs: 1, problems: [{ message: 'torn', position: { file: 'x.zst' } }] }) })).toContain('warning record: x.zst: torn');
  });
});
