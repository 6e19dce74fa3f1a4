import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { getCACertificates } from 'node:tls';
import type { AzureClients } from '../azure/index.ts';
import { outboundAgent, trustBehindProxy } from '../azure/proxy.ts';
import { azureBlobPublisher, communicationServicesMailer, directoryPublisher, gitPublisher, graphMailer, smtpMailer, type Mailer, type Publisher } from '../deliver/index.ts';
import type { AzureConfig, Config } from '../domain/config.ts';
import type { EmailConfig, PublishConfig } from '../domain/delivery.ts';
import { UserError } from '../domain/errors.ts';
import type { Clock } from '../domain/ports.ts';
import { browserPool } from './browserPool.ts';
import { pictureOf } from './mailChart.ts';
import type { DeliveryMeans } from './stages.ts';

interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Absolute path of templates/. */
  readonly templates: string;
  /** Signs in on first use. */
  azure(): Promise<AzureClients>;
}

/** Azure Storage answers at once or is asked again; 4 times over half a minute. */
const storageRetry = { maxTries: 4, tryTimeoutInMs: 120_000, retryDelayInMs: 1000, maxRetryDelayInMs: 16_000 };

/** Longest silence of a mail server, ms. */
const mailTimeout = 60_000;

/** What tokens for Microsoft Graph are asked for, whatever the endpoint. */
const graphAudiences: Readonly<Record<AzureConfig['cloud'], string>> = { AzurePublic: 'https://graph.microsoft.com', AzureGovernment: 'https://graph.microsoft.us', AzureChina: 'https://microsoftgraph.chinacloudapi.cn' };

/** What tokens for SMTP in Exchange Online are asked for. */
const outlookScope = 'https://outlook.office365.com/.default';

/** Targets and mail service as config says. */
export async function openDelivery(config: Config, world: World): Promise<DeliveryMeans> {
  const drawing = browserPool(async () => (await import('../render/browser.ts')).openBrowser());
  const open = (targets: readonly PublishConfig[]): Promise<readonly Publisher[]> => Promise.all(targets.map((target) => publisherOf(target, config, world)));
  return {
    publishers: await open(config.publish),
    groupPublishers: new Map(await Promise.all(config.groups.map(async ({ name, publish }) => [name, await open(publish)] as const))),
    mailer: config.email === null ? null : await mailerOf(config.email, config.azure, world),
    templatesDir: world.templates,
    chart: async (model) => {
      const { renderCharts } = await import('../charts/index.ts');
      return pictureOf(model, await renderCharts(model, world.templates), world.templates, drawing);
    },
    keepBrowser: drawing.keep,
  };
}

async function publisherOf(target: PublishConfig, { outDir, azure: { caFile } }: Config, { env, clock, azure }: World): Promise<Publisher> {
  if (target.type === 'directory') return directoryPublisher(target, outDir);
  if (target.type === 'git') return gitPublisher(target, { env, clock });
  const ca = await authorities(caFile, 'azure.caFile');
  trustBehindProxy(env, ca);
  return azureBlobPublisher(target, { credential: async () => (await azure()).credential, retry: storageRetry, ca });
}

async function mailerOf({ transport }: EmailConfig, { cloud, caFile }: AzureConfig, { env, azure }: World): Promise<Mailer> {
  const token = (scope: string) => async (): Promise<string> => (await (await azure()).credential.getToken(scope)).token;
  if (transport.type === 'smtp') return smtpMailer(transport, { ca: await authorities(transport.caFile, 'email.transport.caFile'), token: token(outlookScope), timeoutMs: mailTimeout, wait: async (ms) => { await wait(ms); } });
  const ca = await authorities(caFile, 'azure.caFile');
  const service = { ca, agent: outboundAgent(env, ca, false), timeoutMs: mailTimeout, wait: async (ms: number) => { await wait(ms); } };
  if (transport.type === 'graph') return graphMailer(transport, { ...service, token: token(`${graphAudiences[cloud]}/.default`) });
  return communicationServicesMailer(transport, { ...service, token: token('https://communication.azure.com/.default') });
}

/** The file's certificate authorities and Node's own. */
async function authorities(caFile: string | null, key: string): Promise<string | null> {
  if (caFile === null) return null;
  const text = await readFile(caFile, 'utf8').catch((cause: unknown) => {
    throw new UserError({ message: `${key} cannot be read: ${caFile}`, fix: 'Name a PEM file with the certificate authority.' }, { cause });
  });
  return [text, ...getCACertificates('default')].join('\n');
}
