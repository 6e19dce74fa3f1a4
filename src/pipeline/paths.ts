import { join } from 'node:path';
import type { ReportFormat } from '../domain/config.ts';

/** Where everything of one output folder is (DESIGN §6). */
export interface ReportPaths {
  /** The record: snapshots and history; never published. */
  readonly data: string;
  /** What is published: index.html, latest/, runs/. That of masked reports is another: no run with names is ever in it. */
  readonly site: string;
  readonly outbox: string;
}

export function reportPaths(outDir: string, masked = false): ReportPaths {
  return { data: join(outDir, 'data'), site: join(outDir, masked ? 'masked' : 'site'), outbox: join(outDir, 'outbox') };
}

/** What a reader opens of a format, below the run's folder: a file, for tables a folder of them. */
export function entryOf(format: ReportFormat): string {
  if (format === 'singleFile') return 'report.single.html';
  return format === 'csv' ? 'csv' : `report.${format}`;
}
