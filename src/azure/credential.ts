import type { Agent } from 'node:https';
import {
  AzureCliCredential, ClientCertificateCredential, ClientSecretCredential, DefaultAzureCredential, ManagedIdentityCredential,
  type AccessToken, type GetTokenOptions, type TokenCredential,
} from '@azure/identity';
import type { AzureConfig, CredentialKind } from '../domain/config.ts';
import { UserError } from '../domain/errors.ts';
import type { CloudEndpoints } from './clouds.ts';
import { federationOf, noFederation, type ClientOptions } from './federation.ts';
import { hidesItsCause, probeAuthority } from './probeAuthority.ts';
import { explainSignInFailure } from './signInFailure.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** A credential that can be told to forget its token, and whose failures a reader can mend. */
export interface TokenSource extends TokenCredential {
  /** @throws UserError (exit code 2) naming credential, tenant and AADSTS code, never a secret. */
  getToken(scopes: string | string[], options?: GetTokenOptions): Promise<AccessToken>;
  /** The next token is asked for anew. */
  forget(): void;
}

/** Which way of signing in is used, in words. */
export interface ChosenCredential {
  readonly name: string;
  /** Tenant the environment names; null when the credential finds its own. */
  readonly tenantId: string | null;
  /** A fresh credential; its cache is its own. */
  create(): TokenCredential;
}

export interface CredentialWorld {
  /** As {@link signInEnvironment} gives it. */
  readonly env: Env;
  readonly endpoints: CloudEndpoints;
  /** Additional certificate authorities, PEM; null for none. */
  readonly ca: string | null;
  /** Connections to the outside: through a proxy where there is one. */
  readonly agent: Agent;
}

/** Chooses the way of signing in. @throws UserError naming the environment variables that are missing. */
export function chooseCredential(kind: CredentialKind, world: CredentialWorld): ChosenCredential {
  switch (kind) {
    case 'clientSecret': return application(world) ?? missing(world.env);
    case 'workloadIdentity': return federationOf(world.env, clientOptions(world), world.agent) ?? fail(noFederation(world.env));
    case 'managedIdentity': return managedIdentity(world);
    case 'azureCli': return azureCli(world);
    case 'default': return defaultChain(world);
  }
}

/** Tokens of a chosen credential, kept until five minutes before they expire: some credentials start a program for each. */
export function tokenSource(chosen: ChosenCredential, config: AzureConfig, { endpoints, agent }: Omit<CredentialWorld, 'env' | 'ca'>, redact: (text: string) => string, now: () => number): TokenSource {
  const margin = 5 * 60_000;
  const tokens = new Map<string, AccessToken>();
  let credential = chosen.create();
  const failure = async (error: unknown): Promise<UserError> => {
    const attempt = { name: chosen.name, tenantId: chosen.tenantId, authority: endpoints.authority, caFile: config.caFile, fromConfig: config.identity !== undefined };
    const hidden = hidesItsCause(error) ? await probeAuthority(endpoints.authority, chosen.tenantId ?? 'organizations', agent) : null;
    return explainSignInFailure(hidden ?? error, attempt, redact);
  };
  return {
    forget: () => {
      tokens.clear();
      credential = chosen.create();
    },
    getToken: async (scopes, options) => {
      const key = `${[scopes].flat().join(' ')}\n${options?.tenantId ?? ''}\n${options?.claims ?? ''}`;
      const known = tokens.get(key);
      if (known !== undefined && known.expiresOnTimestamp - now() > margin) return known;
      const result = await credential.getToken(scopes, options).then((token) => ({ token, error: null }), (error: unknown) => ({ token: null, error }));
      if (result.token === null) throw await failure(result.error);
      tokens.set(key, result.token);
      return result.token;
    },
  };
}

/** An app registration with its secret or certificate; null when the environment does not name one. */
function application(world: CredentialWorld): ChosenCredential | null {
  const tenantId = given(world.env, 'AZURE_TENANT_ID');
  const clientId = given(world.env, 'AZURE_CLIENT_ID');
  const secret = given(world.env, 'AZURE_CLIENT_SECRET');
  const certificatePath = given(world.env, 'AZURE_CLIENT_CERTIFICATE_PATH');
  if (tenantId === null || clientId === null) return null;
  if (secret !== null) {
    return { name: 'client secret (AZURE_CLIENT_ID, AZURE_CLIENT_SECRET)', tenantId, create: () => new ClientSecretCredential(tenantId, clientId, secret, clientOptions(world)) };
  }
  if (certificatePath === null) return null;
  const certificatePassword = given(world.env, 'AZURE_CLIENT_CERTIFICATE_PASSWORD');
  const certificate = { certificatePath, ...(certificatePassword === null ? {} : { certificatePassword }) };
  return { name: 'client certificate (AZURE_CLIENT_CERTIFICATE_PATH)', tenantId, create: () => new ClientCertificateCredential(tenantId, clientId, certificate, clientOptions(world)) };
}

function missing(env: Env): never {
  const names = ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID'].filter((name) => given(env, name) === null);
  const secret = given(env, 'AZURE_CLIENT_SECRET') ?? given(env, 'AZURE_CLIENT_CERTIFICATE_PATH');
  const all = [...names, ...(secret === null ? ['AZURE_CLIENT_SECRET (or AZURE_CLIENT_CERTIFICATE_PATH)'] : [])];
  throw new UserError({
    message: `sign-in with a client secret: the environment has no ${all.join(', no ')}`,
    fix: 'Set the variables of the app registration, or choose another azure.credential.',
  });
}

function fail(error: UserError): never {
  throw error;
}

function managedIdentity(world: CredentialWorld): ChosenCredential {
  const clientId = given(world.env, 'AZURE_CLIENT_ID');
  const name = clientId === null ? 'managed identity (system-assigned)' : `managed identity (AZURE_CLIENT_ID ${clientId})`;
  return { name, tenantId: null, create: () => (clientId === null ? new ManagedIdentityCredential() : new ManagedIdentityCredential({ clientId })) };
}

function azureCli({ env }: CredentialWorld): ChosenCredential {
  const tenantId = given(env, 'AZURE_TENANT_ID');
  return { name: 'Azure CLI (az login)', tenantId, create: () => new AzureCliCredential(tenantId === null ? {} : { tenantId }) };
}

/** What the environment names comes first, as in Azure's own chain; then that chain. */
function defaultChain(world: CredentialWorld): ChosenCredential {
  if (given(world.env, 'AZURE_TOKEN_CREDENTIALS')?.toLowerCase() !== 'dev') {
    const named = application(world);
    if (named !== null) return named;
    const federation = federationOf(world.env, clientOptions(world), world.agent);
    if (federation !== null) return federation;
  }
  const tenantId = given(world.env, 'AZURE_TENANT_ID');
  return {
    name: 'default chain (environment, workload identity, managed identity, developer sign-ins)', tenantId,
    create: () => {
      // Of what is left some speak http to this machine, which an agent for https refuses.
      const { agent: _, ...options } = clientOptions(world);
      return new DefaultAzureCredential({ ...options, ...(tenantId === null ? {} : { tenantId }) });
    },
  };
}

function clientOptions({ endpoints, ca, agent }: CredentialWorld): ClientOptions & { readonly agent: Agent } {
  return {
    authorityHost: endpoints.authority, disableInstanceDiscovery: endpoints.customAuthority, agent,
    retryOptions: { maxRetries: 2, retryDelayInMs: 300 }, ...(ca === null ? {} : { tlsOptions: { ca } }),
  };
}

function given(env: Env, name: string): string | null {
  const value = env[name];
  return value === undefined || value === '' ? null : value;
}
