import { join } from 'node:path';

/** Where everything of one output folder is (DESIGN §6). */
export interface ReportPaths {
  /** The record: snapshots and history; never published. */
  readonly data: string;
  /** What is published: index.html, latest/, runs/. */
  readonly site: string;
  readonly outbox: string;
}

export function reportPaths(outDir: string): ReportPaths {
  return { data: join(outDir, 'data'), site: join(outDir, 'site'), outbox: join(outDir, 'outbox') };
}
