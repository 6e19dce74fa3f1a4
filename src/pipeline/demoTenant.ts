import { tmpdir } from 'node:os';
import type { AzureConfig } from '../domain/config.ts';

/** Id of the built-in tenant: by it a record is known to be a demo's. */
export const demoTenantId = 'f9263b6e-26ff-4537-a953-2da825949e39';

/** The built-in tenant behind a local Azure, and how to reach it. */
export interface DemoTenant {
  /** The tenant's present. */
  readonly now: Date;
  readonly endpoints: AzureConfig['endpoints'];
  readonly caFile: string;
  /** Credential of the local Azure, as the SDKs read it. */
  readonly env: Readonly<Record<string, string>>;
  /** Shows the tenant as it was at another moment. */
  setNow(now: Date): void;
  close(): Promise<void>;
}

/** A quota that the client never has to wait for: at Azure's own a year of days would take a quarter of an hour. */
const generous = { requests: 1_000_000, windowMs: 5_000 };

/** Starts the demo tenant. */
export async function startDemoTenant(): Promise<DemoTenant> {
  const [{ emulate }, { tenantOf }] = await Promise.all([import('../emulator/index.ts'), import('../emulator/tenants/index.ts')]);
  const tenant = await tenantOf('demo');
  const running = await emulate({ tenant: 'demo', quota: generous }, { now: () => tenant.defaultNow, temporaryRoot: tmpdir(), tenantOf: async () => tenant });
  const { resourceManager, authority, logAnalytics } = running.ready.endpoints;
  return {
    now: tenant.defaultNow,
    endpoints: { resourceManager, authority, logAnalytics },
    caFile: running.ready.caFile,
    env: { ...running.ready.env },
    setNow: (now) => running.setNow(now),
    close: () => running.close(),
  };
}
