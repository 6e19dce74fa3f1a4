import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assessmentRow, connectorRow, controlRow, groupRow, guid, scoreRow, subscription, subscriptionRow } from '../../src/collect/testCollect.ts';
import { startEmulator, type Emulator } from '../../src/emulator/index.ts';
import { tenantWith } from '../../src/emulator/server/testTenant.ts';
import type { TestSmtp } from '../../src/deliver/email/testSmtp.ts';

/** A company in a local Azure of its own, whose every name carries a canary. */
export interface CanaryTenant {
  readonly name: string;
  /** Words that may stand in nothing of another tenant; lower case. */
  readonly canaries: readonly string[];
  readonly emulator: Emulator;
  readonly folder: string;
  readonly config: string;
  /** Variables that its config names. */
  readonly env: Readonly<Record<string, string>>;
}

/** Starts one and writes its config; `n` makes its ids. */
export async function canaryTenant(name: string, n: number, root: string, smtp: TestSmtp): Promise<CanaryTenant> {
  const canary = `kanarie${name}vogel`;
  const tenantId = `${String(n).repeat(8).slice(0, 8)}-7777-4777-8777-${String(n).repeat(12).slice(0, 12)}`;
  const clientId = tenantId.replaceAll('7777', '6666');
  const emulator = await startEmulator({ tenant: { ...tenantWith(rowsOf(canary, n)), tenantId }, clientId, quota: null });
  const folder = join(root, name);
  const config = join(folder, 'config.yaml');
  const upper = name.toUpperCase();
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'ca.pem'), emulator.caPem);
  await writeFile(join(folder, 'mail.pem'), smtp.ca);
  const { resourceManager, authority } = emulator.endpoints;
  await writeFile(config, JSON.stringify({
    title: `Posture of ${canary}`,
    azure: {
      endpoints: { resourceManager, authority }, caFile: 'ca.pem', credential: 'clientSecret',
      identity: { tenantId, clientId: `\${${upper}_CLIENT}`, clientSecret: `\${${upper}_SECRET}` },
    },
    report: { branding: { company: canary } },
    publish: [{ type: 'directory', path: 'www' }],
    email: {
      transport: { type: 'smtp', host: 'localhost', port: smtp.port, caFile: 'mail.pem', user: 'score@contoso.com', password: `\${${upper}_MAIL}` },
      from: 'score@contoso.com', to: [`${canary}@contoso.com`], attach: ['pdf', 'xlsx'],
    },
  }));
  const env = { [`${upper}_CLIENT`]: clientId, [`${upper}_SECRET`]: emulator.env.AZURE_CLIENT_SECRET, [`${upper}_MAIL`]: 'hunter22' };
  return { name, emulator, folder, config, env, canaries: [canary, guid(n), tenantId, clientId, emulator.env.AZURE_CLIENT_SECRET.toLowerCase(), new URL(resourceManager).host] };
}

function rowsOf(canary: string, n: number): Parameters<typeof tenantWith>[0] {
  const scope = subscription(n);
  const resource = `${scope}/resourceGroups/${canary}-rg/providers/Microsoft.Compute/virtualMachines/${canary}-vm`;
  return {
    resourcecontainers: [groupRow(canary), subscriptionRow(n, { name: `${canary} production`, chain: [canary], tags: { owner: canary } })],
    resources: [connectorRow(n, `${canary}-aws`, 'AWS', `${canary}-account`)],
    securityresources: [
      scoreRow(scope, 10 + n, 58), controlRow(scope, `control of ${canary}`),
      assessmentRow(resource, 'key0', 'Unhealthy', { cause: canary, properties: { displayName: `Rule of ${canary}` } }),
    ],
  };
}
