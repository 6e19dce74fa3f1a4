import type { AzureClients } from '../azure/index.ts';
import { isBypassed, proxyOf } from '../azure/proxy.ts';
import { clockAheadOf } from '../azure/serverClock.ts';
import type { Config } from '../domain/config.ts';
import { UserError } from '../domain/errors.ts';
import type { DoctorPorts } from './doctor.ts';
import { reportPaths } from './paths.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The machine and Azure as the doctor asks them; each part is loaded when it is asked. */
export function doctorPorts(env: Env): Omit<DoctorPorts, 'readConfig'> {
  const azureOf = async ({ azure }: Config): Promise<AzureClients> => (await import('../azure/index.ts')).openAzure(azure, env);
  return {
    nodeVersion: process.version,
    tryBrowser: async () => {
      const { openBrowser } = await import('../render/browser.ts');
      const browser = await openBrowser();
      await browser.close();
      return { version: browser.version, source: `${browser.found.source}: ${browser.found.executablePath}`, notes: browser.notes };
    },
    tryRecord: async ({ outDir, timeZone }) => {
      const record = await (await import('../history/index.ts')).openRecord(reportPaths(outDir).data, { timeZone });
      const found = { runs: record.runs().length, problems: record.problems() };
      await record.close();
      return found;
    },
    proxy: () => {
      const proxy = proxyOf(env);
      return proxy === null ? null : { address: `${proxy.protocol}//${proxy.host}`, exceptsMetadata: isBypassed('169.254.169.254', 80, env) };
    },
    tryClock: async (config) => {
      const { endpoints, agent } = await azureOf(config);
      return clockAheadOf(endpoints.authority, agent, Date.now);
    },
    trySignIn: async (config) => {
      const { credential, endpoints, identity } = await azureOf(config);
      await credential.getToken(`${endpoints.resourceManagerAudience}/.default`);
      return identity;
    },
    tryRead: async (config) => {
      const [{ resourceGraph }, { surveyScopes }] = await Promise.all([azureOf(config), import('../collect/index.ts')]);
      const [{ scopes, gaps }, secureScores] = await Promise.all([surveyScopes(config, resourceGraph), count(resourceGraph, "securityresources | where type =~ 'microsoft.security/securescores' | where name =~ 'ascScore'")]);
      const ofKind = (wanted: 'subscription' | 'securityConnector'): number => scopes.filter(({ kind }) => kind === wanted).length;
      return { subscriptions: ofKind('subscription'), connectors: ofKind('securityConnector'), secureScores, gaps };
    },
    tryDelivery: async (config) => {
      const [{ openDelivery }, { examineDelivery }] = await Promise.all([import('./deliveryMeans.ts'), import('./deliveryChecks.ts')]);
      const means = await openDelivery(config, { env, clock: { now: () => new Date() }, templates: '', azure: () => azureOf(config) });
      return examineDelivery(config, means);
    },
    principal: env['AZURE_CLIENT_ID'] || null,
  };
}

async function count(resourceGraph: AzureClients['resourceGraph'], table: string): Promise<number> {
  const text = `${table} | summarize found = count() | project id = 'count', found | order by id asc`;
  const { rows, problem } = await resourceGraph.query({ name: 'doctor', text, columns: ['id', 'found'], scope: { kind: 'tenant' }, keep: (row) => row });
  if (problem !== null) throw new UserError({ message: `Azure Resource Graph does not answer: ${problem.message}`, fix: 'Check azure.endpoints, the network and the identity\'s role.' });
  const found = rows[0]?.['found'];
  return typeof found === 'number' ? found : 0;
}
