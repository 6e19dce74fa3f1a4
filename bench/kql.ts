import { performance } from 'node:perf_hooks';
import { compileQuery } from '../src/emulator/kql/index.ts';
import type { Column, CompiledQuery, Database } from '../src/emulator/kql/index.ts';
import { languageService } from '../src/emulator/kql/languageService.ts';

/** Times typical Resource Graph queries over made-up securityresources rows. Prints; asserts nothing. */

const columns: readonly Column[] = [
  { name: 'id', type: 'string' }, { name: 'name', type: 'string' }, { name: 'type', type: 'string' }, { name: 'tenantId', type: 'string' },
  { name: 'location', type: 'string' }, { name: 'resourceGroup', type: 'string' }, { name: 'subscriptionId', type: 'string' }, { name: 'properties', type: 'dynamic' },
];
const schemas = { securityresources: columns, resourcecontainers: columns };

const queries: readonly (readonly [string, string])[] = [
  ['scores', `securityresources | where type =~ 'microsoft.security/securescores' and name =~ 'ascScore'
    | project id, subscriptionId, current = todouble(properties.score.current), max = todouble(properties.score.max), weight = tolong(properties.weight)`],
  ['controls', `securityresources | where type =~ 'microsoft.security/securescores/securescorecontrols'
    | extend control = tostring(properties.displayName), healthy = toint(properties.healthyResourceCount), unhealthy = toint(properties.unhealthyResourceCount)
    | summarize healthy = sum(healthy), unhealthy = sum(unhealthy), scopes = dcount(subscriptionId) by control | order by unhealthy desc`],
  ['assessments by state', `securityresources | where type == 'microsoft.security/assessments'
    | extend state = tostring(properties.status.code), severity = tostring(properties.metadata.severity), key = name
    | summarize resources = count(), scopes = dcount(subscriptionId) by key, state, severity`],
  ['unhealthy resources', `securityresources | where type =~ 'microsoft.security/assessments' and properties.status.code == 'Unhealthy'
    | extend resource = tolower(tostring(properties.resourceDetails.Id)), since = todatetime(properties.status.statusChangeDate)
    | summarize arg_max(since, *), n = count() by resource | project resource, since, n, name | top 100 by since desc`],
  ['join with subscriptions', `securityresources | where type =~ 'microsoft.security/assessments'
    | join kind=leftouter (resourcecontainers | where type =~ 'microsoft.resources/subscriptions' | project subscriptionId, subscription = name) on subscriptionId
    | mv-expand category = properties.metadata.categories | summarize count() by subscription, tostring(category)`],
];

/** A row out of a mix of nine tenths assessments, the rest controls and scores. */
function securityRow(index: number): object {
  const subscriptionId = `00000000-0000-0000-0000-${String(index % 97).padStart(12, '0')}`;
  const kind = index % 10 === 0 ? 'securescores/securescorecontrols' : index % 101 === 1 ? 'securescores' : 'assessments';
  const id = `/subscriptions/${subscriptionId}/providers/Microsoft.Security/${kind}/${index}`;
  return {
    id, name: kind === 'securescores' ? 'ascScore' : `key-${index % 161}`, type: `microsoft.security/${kind}`, tenantId: 't', location: '', resourceGroup: '', subscriptionId,
    properties: {
      displayName: `Control ${index % 15}`, score: { max: 10, current: index % 11 }, weight: index % 50, healthyResourceCount: index % 7, unhealthyResourceCount: index % 5,
      status: { code: ['Healthy', 'Unhealthy', 'NotApplicable'][index % 3], statusChangeDate: `2026-01-${String((index % 28) + 1).padStart(2, '0')}T10:00:00.1234567Z` },
      resourceDetails: { Source: 'Azure', Id: `/subscriptions/${subscriptionId}/resourceGroups/RG/providers/Microsoft.Compute/virtualMachines/vm${index % 1000}` },
      metadata: { severity: ['High', 'Medium', 'Low'][index % 3], categories: ['Compute', 'Data'] },
    },
  };
}

function database(size: number, indexed: boolean): Database {
  const rows = Array.from({ length: size }, (_, index) => securityRow(index));
  const containers = Array.from({ length: 97 }, (_, index) => ({ id: `s${index}`, name: `sub ${index}`, type: 'microsoft.resources/subscriptions', subscriptionId: `00000000-0000-0000-0000-${String(index).padStart(12, '0')}`, properties: {} }));
  const byType = Map.groupBy(rows, (row) => String((row as { type: string }).type));
  const plain: Database = { schemas, rows: (table) => (table === 'securityresources' ? rows : containers) };
  return indexed ? { ...plain, rowsByType: (table, type) => (table === 'securityresources' ? (byType.get(type) ?? []) : containers) } : plain;
}

/** Median milliseconds of some runs. */
function time(query: CompiledQuery, source: Database): number {
  const now = new Date('2026-02-01T00:00:00Z');
  const samples = Array.from({ length: 15 }, () => {
    const before = performance.now();
    query.run(source, { now });
    return performance.now() - before;
  });
  return samples.sort((a, b) => a - b)[7] ?? NaN;
}

const milliseconds = (value: number): string => value.toFixed(2).padStart(10);

const before = performance.now();
languageService();
console.log(`language service loaded in ${(performance.now() - before).toFixed(0)} ms`);
console.log(`${'ms, median of 15 runs'.padEnd(26)}${['compile', '5,000', '+ index', '100,000', '+ index'].map((head) => head.padStart(10)).join('')}`);
const databases = [database(5000, false), database(5000, true), database(100_000, false), database(100_000, true)];
for (const [name, text] of queries) {
  const start = performance.now();
  const query = compileQuery(text, schemas, 'resourceGraph');
  const compile = performance.now() - start;
  console.log(`${name.padEnd(26)}${[compile, ...databases.map((source) => time(query, source))].map(milliseconds).join('')}`);
}
