import type { AzureConfig } from '../domain/config.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Variables of the environment that say whose identity signs in. */
export const identityVariables: readonly string[] = [
  'AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET', 'AZURE_CLIENT_CERTIFICATE_PATH', 'AZURE_CLIENT_CERTIFICATE_PASSWORD', 'AZURE_FEDERATED_TOKEN_FILE',
  'AZURE_USERNAME', 'AZURE_PASSWORD', 'AZURE_TOKEN_CREDENTIALS', 'AZURESUBSCRIPTION_CLIENT_ID', 'AZURESUBSCRIPTION_TENANT_ID', 'AZURESUBSCRIPTION_SERVICE_CONNECTION_ID',
];

/** The environment as signing in reads it: where config names the identity, with that one and nothing of another. */
export function signInEnvironment({ identity }: Pick<AzureConfig, 'identity'>, env: Env): Env {
  if (identity === undefined) return env;
  const others = Object.fromEntries(Object.entries(env).filter(([name]) => !identityVariables.includes(name.toUpperCase())));
  const own = {
    AZURE_TENANT_ID: identity.tenantId,
    AZURE_CLIENT_ID: identity.clientId,
    AZURE_CLIENT_SECRET: identity.clientSecret?.reveal() ?? null,
    AZURE_CLIENT_CERTIFICATE_PATH: identity.certificateFile,
    AZURE_CLIENT_CERTIFICATE_PASSWORD: identity.certificatePassword?.reveal() ?? null,
    AZURE_FEDERATED_TOKEN_FILE: identity.tokenFile,
    AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: identity.serviceConnectionId,
  };
  return { ...others, ...Object.fromEntries(Object.entries(own).flatMap(([name, value]) => (value === null ? [] : [[name, value]]))) };
}
