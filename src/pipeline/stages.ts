import type { Charts } from '../charts/index.ts';
import type { Collection, Resume } from '../collect/index.ts';
import type { ChartPicture, Mailer, Publisher } from '../deliver/index.ts';
import type { Alerts } from '../domain/alerts.ts';
import type { Config, CsvConfig, GroupConfig, ReportConfig, PdfSection } from '../domain/config.ts';
import type { History, KnownStates } from '../domain/history.ts';
import type { Clock, Progress } from '../domain/ports.ts';
import type { ReportModel } from '../domain/report.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { HistoryRecord, RecordOptions } from '../history/index.ts';
import type { SiteRequest, WrittenSite } from '../render/site.ts';
import type { ReportInputs, World } from '../report/index.ts';

/** What delivering asks of the world: config's targets, its mail service, a browser for the chart. */
export interface DeliveryMeans {
  readonly publishers: readonly Publisher[];
  /** Targets of groups' own sites, by the group's name. */
  readonly groupPublishers: ReadonlyMap<string, readonly Publisher[]>;
  /** Null: config has no mail. */
  readonly mailer: Mailer | null;
  readonly templatesDir: string;
  /** The trend as a picture; null: there is none. */
  chart(model: ReportModel): Promise<ChartPicture | null>;
  /** A browser that draws a chart stays for the next ones until the work is done. */
  keepBrowser<Result>(work: () => Promise<Result>): Promise<Result>;
}

type Env = Readonly<Record<string, string | undefined>>;

/** The part of a record that a run uses. Who opens it for writing holds it alone until it is closed. */
export type OpenRecord = Pick<HistoryRecord, 'append' | 'latest' | 'snapshot' | 'runs' | 'history' | 'knownStates' | 'problems' | 'close'>;

export interface CollectInputs {
  readonly env: Env;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly known: KnownStates;
  readonly previous: Snapshot | null;
  /** What a stopped run left, and where this one keeps its answers. */
  readonly resume?: Pick<Resume, 'takenAt' | 'store'> | undefined;
}

/** A file of a run's folder, by its path below it. */
export interface RunFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** What the reports of groups are made from. */
export interface GroupWorlds {
  /** Snapshot, history and states that know the group's scopes and nothing of any other. */
  of(group: GroupConfig): Promise<World>;
  /** Config of the group's report, which names no other group. */
  config(config: Config, group: GroupConfig): Config;
  /** Folder of the group's site below groups/: two groups never share one. */
  folder(group: GroupConfig): string;
}

/** The stages that read templates. */
export type RenderingStages = Pick<Stages, 'renderCharts' | 'renderHtml' | 'renderSingleFile' | 'renderScopePages' | 'writeSite' | 'openDelivery'>;

/** A look of one's own, ready to render with. */
export interface Dress {
  readonly stages: RenderingStages;
  readonly notes: readonly string[];
  /** Removes what was made for it. */
  close(): Promise<void>;
}

/** The stages of a run as functions: the real ones load their module when called, tests give their own. */
export interface Stages {
  openRecord(folder: string, options: Pick<RecordOptions, 'timeZone' | 'write' | 'durability'>): Promise<OpenRecord>;
  /** The history as config's workspaces hold it, up to the run and with it. */
  workspaceHistory(config: Config, inputs: Pick<CollectInputs, 'env' | 'progress'> & { readonly snapshot: Snapshot }): Promise<History>;
  /** Takes over what a run that was stopped collected, or begins anew. Left out: every run begins anew. */
  openResume?(config: Config, inputs: { readonly env: Env; readonly folder: string } & Pick<Collection, 'now' | 'isOnRecord'>): Promise<Resume>;
  collect(config: Config, inputs: CollectInputs): Promise<Snapshot>;
  /** Config and inputs of a report without names. */
  mask(config: Config, inputs: ReportInputs): Promise<{ readonly config: Config; readonly inputs: ReportInputs }>;
  /** Checks the queries of config's own panels. UserError with every fault. Left out: they are sent as they are. */
  checkPanels?(panels: Config['report']['panels']): Promise<void>;
  buildReport(config: Config, inputs: ReportInputs): Promise<ReportModel>;
  /** Parts the run by groups. */
  groupWorlds(inputs: ReportInputs): Promise<GroupWorlds>;
  /** What the gates of config say of the run. */
  buildAlerts(config: Config, inputs: ReportInputs): Promise<Alerts>;
  /** Posts alarms to config's webhook. UserError when they do not arrive. */
  postAlarms(config: Config, url: string, alerts: Alerts, env: Env): Promise<void>;
  /** Puts config's own templates, logo and accent over the shipped ones. UserError with every fault of theirs. Left out: the shipped look. */
  dress?(report: ReportConfig): Promise<Dress>;
  renderCharts(model: ReportModel): Promise<Charts>;
  /** `csv`: the tables are written beside the page. */
  renderHtml(model: ReportModel, charts: Charts, options: { readonly csv: boolean; readonly scopePages: ReadonlyMap<string, string> }): Promise<readonly RunFile[]>;
  /** The page as one file with everything it needs inside. */
  renderSingleFile(model: ReportModel, charts: Charts): Promise<readonly RunFile[]>;
  /** A page for each scope of the run, by scope id; each from a world in which there is no other. */
  renderScopePages(config: Config, inputs: ReportInputs, progress: Progress): Promise<ReadonlyMap<string, RunFile>>;
  /** The HTML report printed. */
  renderPdf(model: ReportModel, html: readonly RunFile[], options: { readonly sections: readonly PdfSection[]; readonly progress: Progress }): Promise<readonly RunFile[]>;
  /** What prints is kept ready while the work goes on; left out: it is opened for each. */
  keepPrinter?<Result>(work: () => Promise<Result>): Promise<Result>;
  renderXlsx(model: ReportModel): Promise<readonly RunFile[]>;
  /** A file a table, below csv/. */
  renderCsv(model: ReportModel, config: CsvConfig): Promise<readonly RunFile[]>;
  renderJson(model: ReportModel): Promise<readonly RunFile[]>;
  /** Puts a run into the site, and makes its index and latest/ anew. */
  writeSite(site: string, run: SiteRequest['run']): Promise<WrittenSite>;
  /** Opens config's targets and mail service; sends nothing yet. */
  openDelivery(config: Config, inputs: { readonly env: Env; readonly clock: Clock }): Promise<DeliveryMeans>;
}
