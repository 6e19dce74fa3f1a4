import type { BrandingConfig, PanelConfig } from './customising.ts';
import type { EmailConfig, PublishConfig } from './delivery.ts';
import type { Environment } from './environment.ts';
import type { AccountCause } from './alerts.ts';
import type { Secret } from './secret.ts';
import type { Language, OwnMessages } from './language.ts';

/** What a scope is selected by; several fields in one selector must all match. `pay-*` globs match names without case. */
export type ScopeSelector =
  | { readonly kind: 'managementGroup'; readonly name: string }
  | { readonly kind: 'subscription'; readonly pattern: string }
  | { readonly kind: 'connector'; readonly environment: Environment | null; readonly account: string | null; readonly name: string | null };

/** How the run proves who it is; secrets come from the environment only. */
export type CredentialKind = 'default' | 'azureCli' | 'managedIdentity' | 'workloadIdentity' | 'clientSecret';

/** Whose identity signs in, where config says it; what is null the way of signing in does without. */
export interface IdentityConfig {
  readonly tenantId: string | null;
  readonly clientId: string | null;
  readonly clientSecret: Secret | null;
  /** Absolute path of a PEM file with certificate and key. */
  readonly certificateFile: string | null;
  readonly certificatePassword: Secret | null;
  /** Absolute path of the file that holds the federated token. */
  readonly tokenFile: string | null;
  /** Service connection of Azure Pipelines that federates. */
  readonly serviceConnectionId: string | null;
}

export interface AzureConfig {
  readonly cloud: 'AzurePublic' | 'AzureGovernment' | 'AzureChina';
  /** Explicit endpoints, each overriding the cloud's own; https URLs without a trailing slash. */
  readonly endpoints: { readonly resourceManager: string | null; readonly authority: string | null; readonly logAnalytics: string | null };
  /** Absolute path of a PEM file with additional certificate authorities; null for none. */
  readonly caFile: string | null;
  readonly credential: CredentialKind;
  /** Left out: what AZURE_TENANT_ID, AZURE_CLIENT_ID … in the environment name. Given: none of these is looked at. */
  readonly identity?: IdentityConfig;
  /** Largest number of Resource Graph requests in 5 s; null: follow the service's quota headers alone. */
  readonly requestsPer5s: number | null;
}

export interface GroupConfig {
  readonly name: string;
  readonly match: GroupMatch;
  /** 0–100; null: the report's target. */
  readonly target: number | null;
  /** Who gets the group's own report by mail. */
  readonly recipients: readonly string[];
  /** Name of a tag of the group's scopes that holds the address of one more recipient; null: none. Whoever may tag a scope writes it, so it is not trusted. */
  readonly recipientsTag: string | null;
  /** Where the group's own site goes after a run, beside its place in the whole site. */
  readonly publish: readonly PublishConfig[];
  /** Where the group's own site is shown, without a trailing slash; null: its mail has no link. */
  readonly siteUrl: string | null;
}

/** True when a site goes anywhere: that on everything, or a group's. */
export function hasTargets({ publish, groups }: Pick<Config, 'publish' | 'groups'>): boolean {
  return publish.length > 0 || groups.some((group) => group.publish.length > 0);
}

/** A group that nobody is told of. */
export const undelivered = { recipients: [], recipientsTag: null, publish: [], siteUrl: null } as const satisfies Partial<GroupConfig>;

/** All given fields must match; lists match when one of theirs does. */
export interface GroupMatch {
  readonly managementGroup: string | null;
  readonly subscriptions: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly environment: Environment | null;
  readonly connector: string | null;
}

export type HistoryConfig =
  | { readonly source: 'local' }
  | { readonly source: 'logAnalytics'; readonly workspaceIds: readonly string[] };

/** `singleFile`: the page with everything it needs inside, to mail or keep. */
export const reportFormats = ['html', 'pdf', 'xlsx', 'csv', 'json', 'singleFile'] as const;
export type ReportFormat = (typeof reportFormats)[number];
/** What is written where config says nothing. */
export const usualFormats: readonly ReportFormat[] = reportFormats.filter((format) => format !== 'singleFile');

/** What follows the executive pages of a PDF: anchors of the report's sections, `panels` for those of one's own. */
export const pdfSections = ['groups', 'account', 'actions', 'exemptions', 'scope-trends', 'aggregate', 'top-recommendations', 'control-trends', 'state-changes', 'panels', 'controls', 'scopes', 'quality', 'method'] as const;
export type PdfSection = (typeof pdfSections)[number];

export interface CsvConfig {
  readonly delimiter: ',' | ';' | '|' | '\t';
  /** Whether files begin with a byte order mark, which tells Excel that they are UTF-8. */
  readonly bom: boolean;
}

export interface ReportConfig {
  readonly period: 'day' | 'week' | 'month';
  /** Target score, 0–100; null for none. */
  readonly target: number | null;
  readonly formats: readonly ReportFormat[];
  readonly weekStart: 'monday' | 'sunday';
  readonly language: Language;
  /** Messages that replace shipped ones; read from the folder of own templates, none in the file itself. */
  readonly messages: OwnMessages;
  /** BCP 47, e.g. `en-GB`. */
  readonly locale: string;
  readonly csv: CsvConfig;
  /** Sections that the PDF has beside its executive pages; the page has all. */
  readonly pdfSections: readonly PdfSection[];
  /** Whether every scope gets a page of its own; auto: up to 2,000 scopes. */
  readonly scopePages: boolean | 'auto';
  /** How many of the newest runs of a site keep their pages of scopes. */
  readonly keepScopePages: number;
  /** Names, ids, paths, links and foreign text are replaced before anything is computed; such reports have a site of their own. */
  readonly mask: boolean;
  readonly branding: BrandingConfig;
  /** Absolute path of a folder whose templates, styles and chart specs replace shipped ones; null: none. */
  readonly templates: string | null;
  /** Panels of one's own, in their order. */
  readonly panels: readonly PanelConfig[];
}

/** What a score must not do. */
export interface ScoreLimits {
  /** Lowest score that passes, 0–100; null: not gated. */
  readonly minimumPercent: number | null;
  /** Largest fall since the last report that passes, in percentage points; null: not gated. */
  readonly maximumDrop: number | null;
}

/** Limits of the whole score, and of scopes and groups. */
export interface GateConfig extends ScoreLimits {
  /** Runs in a row that must break a limit before it fails, on different days; 1: at once. */
  readonly runsInARow: number;
  /** Causes of a fall that are no alarm: a fall is judged without what they made of it. */
  readonly ignoredCauses: readonly AccountCause[];
  /** Limits of every scope whose name or id matches (`*` any characters). */
  readonly scopes: readonly (ScoreLimits & { readonly match: string })[];
  /** Limits of groups by name. */
  readonly groups: readonly (ScoreLimits & { readonly name: string })[];
}

export interface AlertConfig {
  /** https address that alarms are posted to as an adaptive card: a secret. Null: none. */
  readonly webhook: string | null;
}

/** The configuration as the program uses it: complete, checked, defaults filled in. What the user wrote is `ConfigSpec` in config/. */
export interface Config {
  readonly title: string;
  /** IANA name; days and weeks are counted in it. */
  readonly timeZone: string;
  readonly azure: AzureConfig;
  readonly scopes: { readonly include: readonly ScopeSelector[]; readonly exclude: readonly ScopeSelector[] };
  readonly groups: readonly GroupConfig[];
  readonly history: HistoryConfig;
  readonly report: ReportConfig;
  readonly gates: GateConfig;
  readonly alerts: AlertConfig;
  /** Where the site goes after a run; none: it stays in `outDir`. */
  readonly publish: readonly PublishConfig[];
  /** Null: no mail. */
  readonly email: EmailConfig | null;
  /** Absolute path of the folder with data/, site/ and outbox/. */
  readonly outDir: string;
}
