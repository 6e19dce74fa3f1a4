import { request } from 'node:https';
import type { Agent } from 'node:https';
import { AzurePipelinesCredential, ClientAssertionCredential, WorkloadIdentityCredential, type ClientAssertionCredentialOptions, type TokenCredential } from '@azure/identity';
import { UserError } from '../domain/errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Options of the identity library's clients. */
export type ClientOptions = ClientAssertionCredentialOptions;

/** A way of signing in without a secret: somebody else's token stands for the application. */
export interface Federation {
  readonly name: string;
  readonly tenantId: string;
  create(): TokenCredential;
}

/** Audience that Microsoft Entra expects in the token of another identity provider. */
const exchangeAudience = 'api://AzureADTokenExchange';

/** Longest wait for a token, and most of an answer that is read. */
const limits = { milliseconds: 30_000, characters: 100_000 } as const;

/**
 * The federation that the environment offers: a token file (Kubernetes and others), an Azure Pipelines service connection, or GitHub Actions; null when there is
 * none. Pipelines and GitHub are asked for a new token each time, so that a run may take longer than one lives.
 */
export function federationOf(env: Env, client: ClientOptions, agent: Agent): Federation | null {
  const value = (name: string): string | null => env[name] || null;
  const tenantId = value('AZURE_TENANT_ID') ?? value('AZURESUBSCRIPTION_TENANT_ID');
  const clientId = value('AZURE_CLIENT_ID') ?? value('AZURESUBSCRIPTION_CLIENT_ID');
  if (tenantId === null || clientId === null) return null;
  const tokenFilePath = value('AZURE_FEDERATED_TOKEN_FILE');
  if (tokenFilePath !== null) return { name: 'workload identity (AZURE_FEDERATED_TOKEN_FILE)', tenantId, create: () => new WorkloadIdentityCredential({ ...client, tenantId, clientId, tokenFilePath }) };
  const [connection, accessToken] = [value('AZURESUBSCRIPTION_SERVICE_CONNECTION_ID'), value('SYSTEM_ACCESSTOKEN')];
  if (connection !== null && accessToken !== null && value('SYSTEM_OIDCREQUESTURI') !== null) {
    return { name: 'workload identity (Azure Pipelines service connection)', tenantId, create: () => new AzurePipelinesCredential(tenantId, clientId, connection, accessToken, { ...client }) };
  }
  const [address, bearer] = [value('ACTIONS_ID_TOKEN_REQUEST_URL'), value('ACTIONS_ID_TOKEN_REQUEST_TOKEN')];
  if (address === null || bearer === null) return null;
  return { name: 'workload identity (GitHub Actions)', tenantId, create: () => new ClientAssertionCredential(tenantId, clientId, () => githubToken(address, bearer, agent), client) };
}

/** What is missing for each federation, as one error. */
export function noFederation(env: Env): UserError {
  const names = ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID'].filter((name) => !env[name]);
  const proof = env['GITHUB_ACTIONS'] === 'true' ? 'ACTIONS_ID_TOKEN_REQUEST_URL'
    : env['TF_BUILD'] !== undefined ? ['AZURESUBSCRIPTION_SERVICE_CONNECTION_ID', 'SYSTEM_ACCESSTOKEN', 'SYSTEM_OIDCREQUESTURI'].filter((name) => !env[name]).join(', no ')
      : 'AZURE_FEDERATED_TOKEN_FILE';
  const advice = env['GITHUB_ACTIONS'] === 'true' ? 'Give the job `permissions: { id-token: write }`, and set AZURE_TENANT_ID and AZURE_CLIENT_ID.'
    : env['TF_BUILD'] !== undefined ? 'Run it in an AzureCLI@2 task with the service connection, and pass SYSTEM_ACCESSTOKEN: $(System.AccessToken) in its env.'
      : 'Set them, or choose another azure.credential. In GitHub Actions give the job `permissions: { id-token: write }`.';
  return new UserError({ message: `sign-in with workload identity: the environment has no ${[...names, ...(proof === '' ? [] : [proof])].join(', no ')}`, fix: advice });
}

/** The job's own token from GitHub. @throws Error that holds neither of the two tokens. */
function githubToken(address: string, bearer: string, agent: Agent): Promise<string> {
  const url = URL.parse(address);
  if (url === null || url.protocol !== 'https:') return Promise.reject(new Error('ACTIONS_ID_TOKEN_REQUEST_URL is no https address'));
  url.searchParams.set('audience', exchangeAudience);
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent, headers: { authorization: `Bearer ${bearer}`, accept: 'application/json' }, timeout: limits.milliseconds }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => { if (text.length < limits.characters) text += part; });
      response.on('error', reject);
      response.on('end', () => {
        const token = response.statusCode === 200 ? tokenIn(text) : null;
        if (token === null) reject(new Error(`GitHub gave no token for the job (HTTP ${response.statusCode ?? ''}): it needs \`permissions: { id-token: write }\``));
        else resolve(token);
      });
    });
    asked.on('timeout', () => asked.destroy(Object.assign(new Error('GitHub does not answer'), { code: 'ETIMEDOUT' })));
    asked.on('error', reject);
    asked.end();
  });
}

function tokenIn(text: string): string | null {
  try {
    const { value }: { readonly value?: unknown } = Object(JSON.parse(text));
    return typeof value === 'string' && value !== '' ? value : null;
  } catch {
    return null;
  }
}
