import { resolve } from 'node:path';
import type { AzureConfig } from '../domain/config.ts';
import type { EmailConfig, MailTransport, PublishConfig, SmtpTransport } from '../domain/delivery.ts';
import { secretOf, type Secret } from '../domain/secret.ts';
import type { ConfigSpec } from './schema.ts';

/** Hosts as Microsoft's national cloud pages list them. */
const blobHosts: Readonly<Record<AzureConfig['cloud'], string>> = { AzurePublic: 'blob.core.windows.net', AzureGovernment: 'blob.core.usgovcloudapi.net', AzureChina: 'blob.core.chinacloudapi.cn' };
const graphHosts: Readonly<Record<AzureConfig['cloud'], string>> = { AzurePublic: 'graph.microsoft.com', AzureGovernment: 'graph.microsoft.us', AzureChina: 'microsoftgraph.chinacloudapi.cn' };

const megabyte = 1024 * 1024;

/** Publishing targets in the shape the program uses. */
export function normalizePublish(spec: ConfigSpec['publish'], cloud: AzureConfig['cloud'], folder: string): readonly PublishConfig[] {
  return spec.map((target) => {
    if (target.type === 'directory') return { type: 'directory', path: resolve(folder, target.path) };
    if (target.type === 'git') {
      const { remote, branch, authorName: name, authorEmail: email } = target;
      return { type: 'git', remote, branch, folder: target.folder, author: { name, email }, token: secretOrNull(target.token), public: target.public };
    }
    const endpoint = withoutSlash(target.endpoint ?? `https://${target.account ?? ''}.${blobHosts[cloud]}`);
    return { type: 'azureBlob', endpoint, container: target.container, prefix: target.prefix, sas: secretOrNull(target.sas), public: target.public };
  });
}

/** Mail settings in the shape the program uses; null: no mail. */
export function normalizeEmail(spec: ConfigSpec['email'], cloud: AzureConfig['cloud'], folder: string): EmailConfig | null {
  if (spec === undefined) return null;
  const { to, cc, bcc, subject, attach } = spec;
  return {
    to, cc, bcc, subject, attach,
    transport: normalizeTransport(spec.transport, cloud, folder),
    from: { address: spec.from, name: spec.fromName ?? null },
    allowedDomains: spec.allowedDomains?.map((domain) => domain.toLowerCase()) ?? null,
    maximumBytes: Math.round(spec.maximumMegabytes * megabyte),
    siteUrl: spec.siteUrl === undefined ? null : withoutSlash(spec.siteUrl),
  };
}

type TransportSpec = NonNullable<ConfigSpec['email']>['transport'];
type SmtpSpec = Extract<TransportSpec, { type: 'smtp' }>;

function normalizeTransport(spec: TransportSpec, cloud: AzureConfig['cloud'], folder: string): MailTransport {
  if (spec.type === 'graph') return { type: 'graph', endpoint: withoutSlash(spec.endpoint ?? `https://${graphHosts[cloud]}`) };
  if (spec.type === 'communicationServices') return { type: 'communicationServices', endpoint: withoutSlash(spec.endpoint) };
  const security = spec.security ?? (spec.port === 465 ? 'tls' : 'starttls');
  return {
    type: 'smtp', host: spec.host, security, auth: authOf(spec),
    port: spec.port ?? (security === 'tls' ? 465 : 587),
    user: spec.user ?? null,
    caFile: spec.caFile === undefined ? null : resolve(folder, spec.caFile),
  };
}

function authOf({ password, accessToken, oauth }: SmtpSpec): SmtpTransport['auth'] {
  if (password !== undefined) return { kind: 'password', password: secretOf(password) };
  if (accessToken !== undefined) return { kind: 'accessToken', accessToken: secretOf(accessToken) };
  return { kind: oauth ?? 'none' };
}

function secretOrNull(value: string | undefined): Secret | null {
  return value === undefined ? null : secretOf(value);
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
