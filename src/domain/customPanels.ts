import { createHash } from 'node:crypto';
import { z } from 'zod';
import { panelKinds } from './customising.ts';

/** Largest number of rows collected for a panel of one's own: one page of the service. */
export const panelRowLimit = 1_000;

export const panelValueSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** One value of a row; what the service gives as an object or a list is its JSON text. */
export type PanelValue = z.infer<typeof panelValueSchema>;

export const columnKinds = ['text', 'number', 'boolean', 'instant', 'link'] as const;

export const panelColumnSchema = z.object({
  name: z.string(),
  kind: z.enum(columnKinds).describe('Found from the values: instant: all are ISO 8601 moments; link: all are https addresses.'),
});

export type PanelColumn = z.infer<typeof panelColumnSchema>;

export const panelAnswerSchema = z.object({
  query: z.string().regex(/^[0-9a-f]{64}$/).describe('SHA-256 of the query, so that its rows are found again after a heading was changed.'),
  columns: z.array(panelColumnSchema),
  rows: z.array(z.array(panelValueSchema)).describe('Values in the order of the columns; at most 1,000 rows.'),
  total: z.number().int().nonnegative().describe('Rows the service counted.'),
  failure: z.string().nullable().describe('Why there are no rows, or not all; null when all is well.'),
  parts: z.number().int().nonnegative().describe('Requests the query was split into, since it covers many subscriptions: what it sums up is summed up in each part.'),
});

/** SHA-256 of a query without the space around its lines. */
export function queryHash(query: string): string {
  return createHash('sha256').update(query.split('\n').map((line) => line.trim()).filter((line) => line !== '').join('\n')).digest('hex');
}

/** Why a report on some of the scopes has not all rows of a panel; said in the report's language when it is made. */
export const narrowedPanels = { withoutColumn: '#withoutColumn', sharedSubscription: '#sharedSubscription', strangers: '#strangers', firstRows: '#firstRows', failed: '#failed' } as const;

/** What the service answered to the query of a panel. */
export type PanelAnswer = z.infer<typeof panelAnswerSchema>;

export const customPanelSchema = z.object({
  id: z.string().regex(/^[a-z0-9-]{1,80}$/).describe('Also the name of its file, csv/panel-<id>.csv.'),
  title: z.string(),
  description: z.string().nullable(),
  kind: z.enum(panelKinds),
  x: z.string().nullable().describe('Column of the chart\'s categories or times; null: no chart.'),
  y: z.string().nullable().describe('Column of the chart\'s numbers; null: no chart.'),
  limit: z.number().int().describe('Rows shown on the page.'),
  columns: z.array(panelColumnSchema),
  rows: z.array(z.array(panelValueSchema)),
  total: z.number().int().nonnegative().describe('Rows the query has, of which the first 1,000 are here.'),
  missing: z.string().nullable().describe('Why there are no rows at all; null when there are some, or none were found.'),
  notes: z.array(z.string()).describe('What a reader should know of the rows.'),
});

/** A panel of one's own: rows of a Resource Graph query. */
export type CustomPanel = z.infer<typeof customPanelSchema>;
