export type { Cell, ExportColumn, ExportKind } from './exportColumns.ts';
export { exportColumns, exportKinds } from './exportColumns.ts';
export type { DamagedFile, Inspection } from './inspect.ts';
export type { Durability } from './durable.ts';
export { refusalOf } from './durable.ts';
export type { FileSystem, FolderEntry } from './fileSystem.ts';
export { nodeFileSystem } from './fileSystem.ts';
export type { HistoryRecord, HistoryRecord as Record, RecordOptions } from './record.ts';
export { openRecord } from './record.ts';
