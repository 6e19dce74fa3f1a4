import { randomBytes } from 'node:crypto';
import type { Tenant } from '../tenant.ts';
import type { Fault } from './faults.ts';
import { makeFederatedToken } from './identity/assertion.ts';
import type { Application } from './identity/tokenEndpoint.ts';
import { documentedLimits } from './logAnalytics/result.ts';
import { documentedQuota, type Quota } from './quota.ts';

/** How an emulator is to be; everything but the tenant has a default. */
export interface EmulatorOptions {
  readonly tenant: Tenant;
  /** TCP port on 127.0.0.1; default 0, any free one. */
  readonly port?: number;
  /** Moment at which the tenant is shown; default its own `defaultNow`. */
  readonly now?: () => Date;
  /** Resource Graph requests per window and principal; null for no limit; default 15 in 5 s, as documented. */
  readonly quota?: Quota | null;
  /** What goes wrong, and when; default nothing. */
  readonly faults?: readonly Fault[];
  readonly clientId?: string;
  /** Default: a random one, to be read from `env`. */
  readonly clientSecret?: string;
  /** Certificate (PEM) the application may sign in with; default none. */
  readonly clientCertificate?: string;
  /** Seconds for which a token is good; default 3599, as Entra's. */
  readonly tokenLifetime?: number;
  /** Subscription ids and management group names that the caller may not read; default none. */
  readonly denied?: readonly string[];
  readonly workspaceId?: string;
  /** Limits of the services, for tests that cannot wait for the real ones. */
  readonly limits?: Partial<ServiceLimits>;
}

/** Where the services stop. */
export interface ServiceLimits {
  /** Largest Resource Graph answer, bytes. */
  readonly payloadBytes: number;
  /** Most subscriptions of a tenant or management group query. */
  readonly subscriptions: number;
  /** Largest Log Analytics result. */
  readonly logRows: number;
  readonly logBytes: number;
}

/** Options with every default filled in. */
export interface Settings {
  readonly tenant: Tenant;
  readonly port: number;
  readonly now: () => Date;
  readonly quota: Quota | null;
  readonly faults: readonly Fault[];
  readonly application: Application;
  readonly denied: ReadonlySet<string>;
  readonly workspaceId: string;
  readonly limits: ServiceLimits;
}

/** Azure's own limits. */
export const documentedServiceLimits: ServiceLimits = {
  payloadBytes: 16_777_216, subscriptions: 10_000, logRows: documentedLimits.rows, logBytes: documentedLimits.bytes,
};

/** The application's client id unless another is asked for. */
const defaultClientId = '5ec5c04e-0000-4000-8000-000000000001';
/** The workspace's id unless another is asked for. */
const defaultWorkspaceId = '5ec5c04e-0000-4000-8000-0000000000aa';

/** Fills in the defaults. */
export function settingsOf(options: EmulatorOptions): Settings {
  const { tenant } = options;
  return {
    tenant,
    port: options.port ?? 0,
    now: options.now ?? (() => tenant.defaultNow),
    quota: options.quota === undefined ? documentedQuota : options.quota,
    faults: options.faults ?? [],
    application: {
      tenantId: tenant.tenantId,
      clientId: options.clientId ?? defaultClientId,
      clientSecret: options.clientSecret ?? randomSecret(),
      clientCertificate: options.clientCertificate ?? null,
      federatedToken: makeFederatedToken(randomSecret(), `https://oidc.local/${tenant.tenantId}/`),
      tokenLifetime: options.tokenLifetime ?? 3599,
    },
    denied: new Set((options.denied ?? []).map((name) => name.toLowerCase())),
    workspaceId: options.workspaceId ?? defaultWorkspaceId,
    limits: { ...documentedServiceLimits, ...options.limits },
  };
}

function randomSecret(): string {
  return randomBytes(24).toString('base64url');
}
