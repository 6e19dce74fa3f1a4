export { backfill, type BackfillOptions, type BackfillResult } from './backfill.ts';
export { exportTables, fileSource, type ExportFile } from './fileSource.ts';
export { exportHistory, logAnalyticsHistory, lookBackDays, type ExportHistory, type LogAnalyticsOptions } from './logAnalyticsHistory.ts';
export { pointsFromExport, type PointOptions } from './points.ts';
export type { ExportSource } from './source.ts';
export { workspaceSource, type WorkspaceRange } from './workspaceSource.ts';
