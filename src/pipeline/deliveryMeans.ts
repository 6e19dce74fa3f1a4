import { readFile } from 'node:fs/promises';
import { getCACertificates } from 'node:tls';
import type { AzureClients } from '../azure/index.ts';
import { azureBlobPublisher, directoryPublisher, gitPublisher, smtpMailer, type Mailer, type Publisher } from '../deliver/index.ts';
import type { Config } from '../domain/config.ts';
import type { EmailConfig, PublishConfig } from '../domain/delivery.ts';
import { UserError } from '../domain/errors.ts';
import type { Clock } from '../domain/ports.ts';
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

/** What tokens for SMTP in Exchange Online are asked for. */
const outlookScope = 'https://outlook.office365.com/.default';

/** Targets and mail service as config says. */
export async function openDelivery(config: Config, world: World): Promise<DeliveryMeans> {
  return {
    publishers: config.publish.map((target) => publisherOf(target, config, world)),
    mailer: config.email === null ? null : await mailerOf(config.email, world),
    templatesDir: world.templates,
    chart: async (model) => {
      const [{ renderCharts }, { openBrowser }] = await Promise.all([import('../charts/index.ts'), import('../render/browser.ts')]);
      return pictureOf(model, await renderCharts(model, world.templates), world.templates, () => openBrowser());
    },
  };
}

function publisherOf(target: PublishConfig, { outDir }: Config, { env, clock, azure }: World): Publisher {
  if (target.type === 'directory') return directoryPublisher(target, outDir);
  if (target.type === 'git') return gitPublisher(target, { env, clock });
  return azureBlobPublisher(target, { credential: async () => (await azure()).credential, retry: storageRetry, ca: null });
}

async function mailerOf({ transport }: EmailConfig, { azure }: World): Promise<Mailer> {
  const token = (scope: string) => async (): Promise<string> => (await (await azure()).credential.getToken(scope)).token;
  if (transport.type === 'smtp') return smtpMailer(transport, { ca: await authorities(transport.caFile), token: token(outlookScope), timeoutMs: mailTimeout });
  throw new UserError({ message: `${transport.type} cannot be mailed with yet`, fix: 'Use smtp.' });
}

/** The file's certificate authorities and Node's own. */
async function authorities(caFile: string | null): Promise<string | null> {
  if (caFile === null) return null;
  const text = await readFile(caFile, 'utf8').catch((cause: unknown) => {
    throw new UserError({ message: `email.transport.caFile cannot be read: ${caFile}`, fix: 'Name a PEM file with the certificate authority.' }, { cause });
  });
  return [text, ...getCACertificates('default')].join('\n');
}
