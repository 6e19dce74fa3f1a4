import { resolve } from 'node:path';
import type { AzureConfig, Config, GateConfig, GroupConfig, HistoryConfig, ScopeSelector, ScoreLimits } from '../domain/config.ts';
import { environmentName } from '../domain/environment.ts';
import { localeOfLanguage } from '../domain/language.ts';
import { normalizeIdentity } from './identitySchema.ts';
import { normalizeCustomising, type Written } from './customising.ts';
import { normalizeEmail, normalizePublish } from './normalizeDelivery.ts';
import type { ConfigSpec } from './schema.ts';

/** What the user wrote, in the shape the program uses. Relative paths start at `folder`, the config file's own. */
export function normalizeConfig(spec: ConfigSpec, folder: string, written: Written | null = null): Config {
  const { period, target, formats, weekStart, language, locale, scopePages, keepScopePages, mask, csv, pdf } = spec.report;
  return {
    title: spec.title,
    timeZone: spec.timeZone,
    azure: normalizeAzure(spec.azure, folder),
    scopes: { include: (spec.scopes.include ?? []).map(normalizeSelector), exclude: (spec.scopes.exclude ?? []).map(normalizeSelector) },
    groups: spec.groups.map((group) => normalizeGroup(group, spec.azure.cloud, folder)),
    history: normalizeHistory(spec.history),
    report: {
      period, formats, weekStart, language, scopePages, keepScopePages, mask, locale: locale ?? localeOfLanguage[language], messages: {}, target: target ?? null,
      csv: { delimiter: csv.delimiter === 'tab' ? '\t' : csv.delimiter, bom: csv.bom },
      pdfSections: pdf.sections,
      ...normalizeCustomising(spec.report, folder, written),
    },
    gates: normalizeGates(spec.gates),
    alerts: { webhook: spec.alerts.webhook ?? null },
    publish: normalizePublish(spec.publish, spec.azure.cloud, folder),
    email: normalizeEmail(spec.email, spec.azure.cloud, folder),
    outDir: resolve(folder, spec.outputDir),
  };
}

function normalizeGates({ runsInARow, ignoredCauses, scopes, groups, ...overall }: ConfigSpec['gates']): GateConfig {
  const limits = ({ minimumPercent, maximumDrop }: { readonly minimumPercent?: number | undefined; readonly maximumDrop?: number | undefined }): ScoreLimits => ({ minimumPercent: minimumPercent ?? null, maximumDrop: maximumDrop ?? null });
  return {
    ...limits(overall), runsInARow, ignoredCauses,
    scopes: scopes.map((entry) => ({ match: entry.match, ...limits(entry) })),
    groups: groups.map((entry) => ({ name: entry.name, ...limits(entry) })),
  };
}

function normalizeAzure(spec: ConfigSpec['azure'], folder: string): AzureConfig {
  const address = (url: string | undefined): string | null => url?.replace(/\/+$/, '') ?? null;
  const { resourceManager, authority, logAnalytics } = spec.endpoints;
  return {
    cloud: spec.cloud,
    endpoints: { resourceManager: address(resourceManager), authority: address(authority), logAnalytics: address(logAnalytics) },
    caFile: spec.caFile === undefined ? null : resolve(folder, spec.caFile),
    credential: spec.credential,
    ...(spec.identity === undefined ? {} : { identity: normalizeIdentity(spec.identity, folder) }),
    requestsPer5s: spec.requestsPer5s ?? null,
  };
}

function normalizeHistory({ source, workspaceIds }: ConfigSpec['history']): HistoryConfig {
  return source === 'local' ? { source } : { source, workspaceIds: workspaceIds ?? [] };
}

type SelectorSpec = NonNullable<ConfigSpec['scopes']['include']>[number];

function normalizeSelector({ managementGroup, subscription, connector }: SelectorSpec): ScopeSelector {
  if (managementGroup !== undefined) return { kind: 'managementGroup', name: managementGroup };
  if (subscription !== undefined) return { kind: 'subscription', pattern: subscription };
  const { environment, account, name } = connector ?? {};
  return { kind: 'connector', environment: environment === undefined ? null : environmentName(environment), account: account ?? null, name: name ?? null };
}

function normalizeGroup({ name, match, target, recipients, recipientsTag, publish, siteUrl }: ConfigSpec['groups'][number], cloud: AzureConfig['cloud'], folder: string): GroupConfig {
  return {
    name, recipients,
    target: target ?? null,
    recipientsTag: recipientsTag ?? null,
    publish: normalizePublish(publish, cloud, folder),
    siteUrl: siteUrl?.replace(/\/+$/, '') ?? null,
    match: {
      managementGroup: match.managementGroup ?? null,
      subscriptions: match.subscriptions ?? [],
      tags: match.tag ?? {},
      environment: match.environment === undefined ? null : environmentName(match.environment),
      connector: match.connector ?? null,
    },
  };
}
