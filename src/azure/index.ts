import { readFile } from 'node:fs/promises';
import type { Agent } from 'node:https';
import { getCACertificates } from 'node:tls';
import type { AzureConfig } from '../domain/config.ts';
import { UserError } from '../domain/errors.ts';
import { endpointsOf, type CloudEndpoints } from './clouds.ts';
import { chooseCredential, tokenSource, type TokenSource } from './credential.ts';
import { signInEnvironment } from './identity.ts';
import { outboundAgent } from './proxy.ts';
import { createPacer } from './quota.ts';
import { redactor } from './redact.ts';
import { createResourceGraph, type ResourceGraph } from './resourceGraph.ts';
import { realTime, type Time } from './time.ts';
import { inWordsOfConfig } from './signInFailure.ts';
import { createTransport } from './transport.ts';

export { portalHostOf, type CloudEndpoints } from './clouds.ts';
export type { TokenSource } from './credential.ts';
export type { QueryProblem } from './paging.ts';
export type { RequestCounts } from './attempts.ts';
export { outboundAgent, proxyOf } from './proxy.ts';
export { redactor } from './redact.ts';
export { identityVariables, signInEnvironment } from './identity.ts';
export { asItCame, kqlText, largestPage, type FirstRows, type QueryOfRows, type QueryRows, type ResourceGraph } from './resourceGraph.ts';
export type { QueryScope, WireRow } from './wire.ts';
export { realTime, type Time } from './time.ts';

/** Longest wait for one answer, milliseconds: the service gives up on a query well before. */
const answerTimeout = 120_000;

/** Azure, signed in on first use. */
export interface AzureClients {
  readonly resourceGraph: ResourceGraph;
  /** For further Azure clients; its failures are UserErrors. */
  readonly credential: TokenSource;
  /** The way of signing in, in words, e.g. `Azure CLI (az login)`. */
  readonly identity: string;
  /** Tenant that the environment names; null when the credential finds its own. */
  readonly tenantId: string | null;
  readonly endpoints: CloudEndpoints;
  /** Certificate authorities for further clients, PEM: caFile's and Node's own; null without a caFile. */
  readonly tlsOptions: { readonly ca: string } | null;
  /** Connections for further clients: trusting these authorities, through the environment's proxy where there is one. */
  readonly agent: Agent;
  /** Takes tokens and this identity's secrets out of a text. */
  redact(text: string): string;
}

/** Opens Azure as config and environment say. Sends nothing yet. @throws UserError when the environment lacks what the credential needs, or caFile cannot be read. */
export async function openAzure(config: AzureConfig, env: Readonly<Record<string, string | undefined>>, time: Time = realTime): Promise<AzureClients> {
  const endpoints = endpointsOf(config, env);
  const ca = config.caFile === null ? null : await readCertificates(config.caFile);
  const own = signInEnvironment(config, env);
  const redact = redactor(own);
  const agent = outboundAgent(env, ca);
  const found = chooseCredential(config.credential, { env: own, endpoints, ca, agent });
  const chosen = config.identity === undefined ? found : { ...found, name: inWordsOfConfig(found.name) };
  const credential = tokenSource(chosen, config, { endpoints, agent }, redact, Date.now);
  const transport = createTransport({
    endpoint: endpoints.resourceManager, tokenScope: `${endpoints.resourceManagerAudience}/.default`, credential, agent, timeoutMs: answerTimeout, redact,
  });
  const resourceGraph = createResourceGraph(transport, createPacer(time, config.requestsPer5s), time);
  return { resourceGraph, credential, identity: chosen.name, tenantId: chosen.tenantId, endpoints, tlsOptions: ca === null ? null : { ca }, agent, redact };
}

async function readCertificates(caFile: string): Promise<string> {
  const text = await readFile(caFile, 'utf8').catch((cause: unknown) => {
    throw new UserError({ message: `azure.caFile cannot be read: ${caFile}`, fix: 'Name a PEM file with the certificate authority.' }, { cause });
  });
  // Node takes a list of authorities instead of its own, not on top of them.
  if (text.includes('-----BEGIN CERTIFICATE-----')) return [text, ...getCACertificates('default')].join('\n');
  throw new UserError({ message: `azure.caFile holds no certificate: ${caFile}`, fix: 'Name a PEM file with the certificate authority.' });
}
