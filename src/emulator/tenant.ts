/** A row as Resource Graph or Log Analytics returns it. */
export type Row = Readonly<Record<string, unknown>>;
export const tableNames = ['securityresources','resources','resourcecontainers','policyresources','SecureScores','SecureScoreControls','SecurityRecommendation'] as const;
export type TableName = (typeof tableNames)[number];
/** A tenant's content over time. */
export interface Tenant {
  readonly tenantId: string;
  /** Moment a tenant is shown at when the caller names none. */
  readonly defaultNow: Date;
  /** Rows of a table as they stand at `now` (Log Analytics tables: rows with TimeGenerated <= now). Arrays are not mutated afterwards; the same array object is returned while nothing changed, so callers may cache by identity. Calls with rising `now` are cheap. */
  rows(table: TableName, now: Date): readonly Row[];
}
