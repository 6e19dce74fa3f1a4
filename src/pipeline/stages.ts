import type { Config } from '../domain/config.ts';
import type { History, HistoryPoint, KnownStates } from '../domain/history.ts';
import type { Clock, Progress } from '../domain/ports.ts';
import type { ReportModel } from '../domain/report.ts';
import type { Snapshot } from '../domain/snapshot.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The part of a record that a run uses. Who opens it holds it alone until it is closed. */
export interface OpenRecord {
  append(snapshot: Snapshot): Promise<unknown>;
  /** Newest snapshot; null in a new record. */
  latest(): Promise<Snapshot | null>;
  snapshot(runId: string): Promise<Snapshot | null>;
  /** Oldest first. */
  runs(): readonly HistoryPoint[];
  /** What was on record at a moment (ISO UTC). */
  history(asOf?: string): Promise<History>;
  knownStates(): Promise<KnownStates>;
  close(): Promise<void>;
}

export interface CollectInputs {
  readonly env: Env;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly known: KnownStates;
  readonly previous: Snapshot | null;
}

/** Charts by name, as SVG text. */
export type Charts = Readonly<Record<string, string>>;

/** A file of a run's folder, by its path below it. */
export interface RunFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** The stages of a run as functions: the real ones load their module when called, tests give their own. */
export interface Stages {
  openRecord(folder: string, options: { readonly timeZone: string; readonly weekStart: 'monday' | 'sunday' }): Promise<OpenRecord>;
  collect(config: Config, inputs: CollectInputs): Promise<Snapshot>;
  buildReport(config: Config, inputs: { readonly snapshot: Snapshot; readonly history: History; readonly now: Date }): Promise<ReportModel>;
  renderCharts(model: ReportModel): Promise<Charts>;
  renderHtml(model: ReportModel, charts: Charts): Promise<readonly RunFile[]>;
  renderPdf(model: ReportModel, charts: Charts, progress: Progress): Promise<readonly RunFile[]>;
  renderJson(model: ReportModel): Promise<readonly RunFile[]>;
  /** Pages over all runs; paths of those to begin with. */
  writeSite(config: Config, site: string, record: OpenRecord): Promise<readonly string[]>;
}
