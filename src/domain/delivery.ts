import type { Secret } from './secret.ts';

/** Where a site is published. */
export type PublishConfig = DirectoryTarget | BlobTarget | GitTarget;

export interface DirectoryTarget {
  readonly type: 'directory';
  /** Absolute path of the folder that is to hold the site. */
  readonly path: string;
}

export interface BlobTarget {
  readonly type: 'azureBlob';
  /** URL of the account's blob service, https, without a trailing slash. */
  readonly endpoint: string;
  readonly container: string;
  /** Folder in the container, without slashes at its ends; empty: the container itself. */
  readonly prefix: string;
  /** Shared access signature; null: the identity of `azure.credential`. */
  readonly sas: Secret | null;
  /** True: whoever wrote the config knows that everyone can read the target. */
  readonly public: boolean;
}

export interface GitTarget {
  readonly type: 'git';
  /** https or ssh URL, or the absolute path of a repository. */
  readonly remote: string;
  readonly branch: string;
  /** Folder in the branch, without slashes at its ends; empty: its top. */
  readonly folder: string;
  readonly author: { readonly name: string; readonly email: string };
  /** Password or token for an https remote; null: what git itself is set up with. */
  readonly token: Secret | null;
  readonly public: boolean;
}

export const mailAttachments = ['pdf', 'xlsx'] as const;
export type MailAttachment = (typeof mailAttachments)[number];

export interface EmailConfig {
  readonly transport: MailTransport;
  readonly from: { readonly address: string; readonly name: string | null };
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  /** Lower case; null: no list, only addresses written in the config itself are taken. */
  readonly allowedDomains: readonly string[] | null;
  /** Subject with {title}, {score}, {change}, {since}, {day}, {target}, {company}. */
  readonly subject: string;
  readonly attach: readonly MailAttachment[];
  /** Largest message as it travels, in bytes; what does not fit is linked. */
  readonly maximumBytes: number;
  /** Where the published site is, without a trailing slash; null: the mail has no link. */
  readonly siteUrl: string | null;
}

export type MailTransport = SmtpTransport | GraphTransport | CommunicationServicesTransport;

export interface SmtpTransport {
  readonly type: 'smtp';
  readonly host: string;
  readonly port: number;
  /** `starttls`: a plain connection that is refused unless it becomes TLS; `tls`: TLS from the first byte. */
  readonly security: 'starttls' | 'tls';
  /** Null: the server asks for no sign-in. */
  readonly user: string | null;
  readonly auth: { readonly kind: 'none' } | { readonly kind: 'password'; readonly password: Secret } | { readonly kind: 'accessToken'; readonly accessToken: Secret } | { readonly kind: 'identity' };
  /** Absolute path of a PEM file with the server's certificate authority; null: the usual ones. */
  readonly caFile: string | null;
}

export interface GraphTransport {
  readonly type: 'graph';
  /** https, without a trailing slash. */
  readonly endpoint: string;
}

export interface CommunicationServicesTransport {
  readonly type: 'communicationServices';
  /** https, without a trailing slash. */
  readonly endpoint: string;
}
