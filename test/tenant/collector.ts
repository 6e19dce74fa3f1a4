import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAzure } from '../../src/azure/index.ts';
import { collect } from '../../src/collect/index.ts';
import { defaultConfig } from '../../src/config/index.ts';
import type { Config } from '../../src/domain/config.ts';
import type { KnownStates } from '../../src/domain/history.ts';
import { silentProgress } from '../../src/domain/ports.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { startEmulator } from '../../src/emulator/server/startEmulator.ts';
import type { Tenant } from '../../src/emulator/tenant.ts';

/** Nothing on record. */
export const nothingKnown: KnownStates = { since: null, state: () => null, resources: () => new Map(), counts: () => new Map() };

/** What is on record before a collection. */
export interface Before {
  readonly known: KnownStates;
  readonly previous: Snapshot | null;
}

/** One local Azure for many tenants: sign-in, TLS, KQL and the collection are the program's own. */
export interface Collector {
  readonly config: Config;
  /** What the program collects of a tenant at a moment. */
  collect(tenant: Tenant, now: Date, before?: Before): Promise<Snapshot>;
  close(): Promise<void>;
}

const anyTenantId = '1a1a1a1a-1a1a-4a1a-8a1a-1a1a1a1a1a1a';

/** Starts the emulator, without a quota; the tenant it shows is the one that is being collected. */
export async function startCollector(): Promise<Collector> {
  let shown: Tenant | null = null;
  const tenant: Tenant = { tenantId: anyTenantId, defaultNow: new Date(0), rows: (table, now) => shown?.rows(table, now) ?? [] };
  const emulator = await startEmulator({ tenant, quota: null });
  const folder = await mkdtemp(join(tmpdir(), 'secure-score-collector-'));
  const caFile = join(folder, 'ca.pem');
  await writeFile(caFile, emulator.caPem);
  const defaults = defaultConfig(folder);
  const { resourceManager, authority, logAnalytics } = emulator.endpoints;
  const config: Config = { ...defaults, azure: { ...defaults.azure, endpoints: { resourceManager, authority, logAnalytics }, caFile, credential: 'clientSecret' } };
  const { resourceGraph } = await openAzure(config.azure, { ...emulator.env });
  return {
    config,
    collect: async (one, now, before = { known: nothingKnown, previous: null }) => {
      shown = one;
      emulator.setNow(now);
      return collect(config, { resourceGraph, clock: { now: () => now }, progress: silentProgress, ...before });
    },
    close: async () => {
      await emulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
