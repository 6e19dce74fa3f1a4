import { request as httpsRequest, Agent } from 'node:https';
import { ResourceGraphClient } from '@azure/arm-resourcegraph';
import { ClientSecretCredential } from '@azure/identity';
import { LogsQueryClient } from '@azure/monitor-query-logs';
import type { Emulator } from './startEmulator.ts';

/** For tests: what makes the SDKs talk to an emulator. */
export function identityOptions(emulator: Emulator): { authorityHost: string; disableInstanceDiscovery: true; tlsOptions: { ca: string }; retryOptions: { maxRetries: 0 } } {
  return { authorityHost: emulator.endpoints.authority, disableInstanceDiscovery: true, tlsOptions: { ca: emulator.caPem }, retryOptions: { maxRetries: 0 } };
}

/** For tests: the application's own credential. */
export function credentialFor(emulator: Emulator, secret: string = emulator.env.AZURE_CLIENT_SECRET): ClientSecretCredential {
  return new ClientSecretCredential(emulator.env.AZURE_TENANT_ID, emulator.env.AZURE_CLIENT_ID, secret, identityOptions(emulator));
}

/** For tests: the Resource Graph client of the SDK. */
export function graphClient(emulator: Emulator, maxRetries = 0): ResourceGraphClient {
  return new ResourceGraphClient(credentialFor(emulator), {
    endpoint: emulator.endpoints.resourceManager, tlsOptions: { ca: emulator.caPem }, retryOptions: { maxRetries, retryDelayInMs: 1 },
  });
}

/** For tests: the Log Analytics client of the SDK. */
export function logsClient(emulator: Emulator): LogsQueryClient {
  return new LogsQueryClient(credentialFor(emulator), {
    endpoint: `${emulator.endpoints.logAnalytics}/v1`, tlsOptions: { ca: emulator.caPem }, retryOptions: { maxRetries: 0 },
  });
}

/** For tests: an answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly body: any; // oxlint-disable-line no-explicit-any
}

/** For tests: one request without an SDK. */
export function send(emulator: Emulator, method: string, path: string, headers: Record<string, string> = {}, body = ''): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(`${emulator.endpoints.resourceManager}${path}`, { method, ca: emulator.caPem, headers, agent: agentOf(emulator) }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, body: text.startsWith('{') ? JSON.parse(text) : undefined });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

const agents = new WeakMap<Emulator, Agent>();

function agentOf(emulator: Emulator): Agent {
  let agent = agents.get(emulator);
  if (agent === undefined) {
    agent = new Agent({ keepAlive: true });
    agents.set(emulator, agent);
  }
  return agent;
}

/** For tests: a bearer token for a scope. */
export async function tokenFor(emulator: Emulator, scope = 'https://management.azure.com/.default'): Promise<string> {
  return (await credentialFor(emulator).getToken(scope)).token;
}

/** For tests: a Resource Graph query without an SDK. */
export function postQuery(emulator: Emulator, token: string, body: unknown, path = '/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01'): Promise<WireAnswer> {
  return send(emulator, 'POST', path, { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, JSON.stringify(body));
}

/** For tests: tracks emulators so that a test file can stop all of them. */
export function emulatorShelf(): { keep(emulator: Emulator): Emulator; closeAll(): Promise<void> } {
  const running: Emulator[] = [];
  return {
    keep: (emulator) => {
      running.push(emulator);
      return emulator;
    },
    closeAll: async () => {
      for (const emulator of running.splice(0)) {
        agents.get(emulator)?.destroy();
        await emulator.close();
      }
    },
  };
}
