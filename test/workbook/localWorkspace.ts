import { createLogAnalytics, createLogTransport, type LogAnalytics } from '../../src/azure/logAnalytics.ts';
import { startEmulator, type Emulator, type EmulatorOptions, type Row, type Tenant } from '../../src/emulator/index.ts';
import { compileQuery } from '../../src/emulator/kql/index.ts';
import type { TableSchemas } from '../../src/emulator/kql/index.ts';
import { logAnalyticsSchemas } from '../../src/emulator/schemas.ts';
import { credentialFor } from '../../src/emulator/server/testClients.ts';

export type Tables = Readonly<Record<string, readonly Row[]>>;

export const noTime = { now: () => 0, sleep: async () => {}, random: () => 0 };

/** For tests: a tenant whose workspace holds the tables. */
export function tenantOf(tables: Tables, now: string): Tenant {
  const sorted = Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, rows.toSorted((a, b) => String(a['TimeGenerated']).localeCompare(String(b['TimeGenerated'])))]));
  return { tenantId: '1a1a1a1a-1a1a-4a1a-8a1a-1a1a1a1a1a1a', defaultNow: new Date(now), rows: (table) => sorted[table] ?? [] };
}

/** For tests: Azure's own client against a local workspace. */
export async function localWorkspace(tables: Tables, now: string, options: Omit<EmulatorOptions, 'tenant'> = {}): Promise<{ readonly client: LogAnalytics; readonly emulator: Emulator }> {
  const emulator = await startEmulator({ tenant: tenantOf(tables, now), ...options });
  const transport = createLogTransport({ endpoint: emulator.endpoints.logAnalytics, audience: 'https://api.loganalytics.io', credential: credentialFor(emulator), ca: emulator.caPem, redact: (text) => text });
  return { client: createLogAnalytics(transport, noTime), emulator };
}

/** For tests: the query engine alone, over tables by workspace id. */
export function engineClient(workspaces: Readonly<Record<string, Tables>>, schemas: TableSchemas = logAnalyticsSchemas): LogAnalytics & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    query: async ({ workspaceId, text, timespan }) => {
      asked.push(text);
      const [from, to] = [Date.parse(timespan.from), Date.parse(timespan.to)];
      const rows = (table: string): readonly Row[] => (workspaces[workspaceId]?.[table] ?? []).filter((row) => Date.parse(String(row['TimeGenerated'])) >= from && Date.parse(String(row['TimeGenerated'])) <= to);
      const result = compileQuery(text, schemas, 'logAnalytics').run({ schemas, rows }, { now: new Date(to) });
      return { columns: result.columns.map(({ name }) => name), rows: result.rows };
    },
  };
}

/** For tests: rows of a KQL query over tables, by column name. */
export function kqlRows(text: string, tables: Tables, now: string): readonly Row[] {
  const result = compileQuery(text, logAnalyticsSchemas, 'logAnalytics').run({ schemas: logAnalyticsSchemas, rows: (table) => tables[table] ?? [] }, { now: new Date(now) });
  return result.rows.map((row) => Object.fromEntries(result.columns.map(({ name }, index) => [name, row[index]])));
}
