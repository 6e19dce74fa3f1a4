import { resolve } from 'node:path';
import type { AzureConfig, Config, GroupConfig, ScopeSelector } from '../domain/config.ts';
import { environmentName } from '../domain/environment.ts';
import { normalizeEmail, normalizePublish } from './normalizeDelivery.ts';
import type { ConfigSpec } from './schema.ts';

/** What the user wrote, in the shape the program uses. Relative paths start at `folder`, the config file's own. */
export function normalizeConfig(spec: ConfigSpec, folder: string): Config {
  const { period, target, formats, weekStart, locale, csv, branding } = spec.report;
  return {
    title: spec.title,
    timeZone: spec.timeZone,
    azure: normalizeAzure(spec.azure, folder),
    scopes: { include: (spec.scopes.include ?? []).map(normalizeSelector), exclude: (spec.scopes.exclude ?? []).map(normalizeSelector) },
    groups: spec.groups.map(normalizeGroup),
    history: { source: spec.history.source },
    report: {
      period, formats, weekStart, locale, target: target ?? null,
      csv: { delimiter: csv.delimiter === 'tab' ? '\t' : csv.delimiter, bom: csv.bom },
      branding: { company: branding.company ?? null, classification: branding.classification ?? null, footer: branding.footer ?? null },
    },
    gates: { minimumPercent: spec.gates.minimumPercent ?? null, maximumDrop: spec.gates.maximumDrop ?? null },
    publish: normalizePublish(spec.publish, spec.azure.cloud, folder),
    email: normalizeEmail(spec.email, spec.azure.cloud, folder),
    outDir: resolve(folder, spec.outputDir),
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
    requestsPer5s: spec.requestsPer5s ?? null,
  };
}

type SelectorSpec = NonNullable<ConfigSpec['scopes']['include']>[number];

function normalizeSelector({ managementGroup, subscription, connector }: SelectorSpec): ScopeSelector {
  if (managementGroup !== undefined) return { kind: 'managementGroup', name: managementGroup };
  if (subscription !== undefined) return { kind: 'subscription', pattern: subscription };
  const { environment, account, name } = connector ?? {};
  return { kind: 'connector', environment: environment === undefined ? null : environmentName(environment), account: account ?? null, name: name ?? null };
}

function normalizeGroup({ name, match, target, recipients }: ConfigSpec['groups'][number]): GroupConfig {
  return {
    name, recipients,
    target: target ?? null,
    match: {
      managementGroup: match.managementGroup ?? null,
      subscriptions: match.subscriptions ?? [],
      tags: match.tag ?? {},
      environment: match.environment === undefined ? null : environmentName(match.environment),
      connector: match.connector ?? null,
    },
  };
}
