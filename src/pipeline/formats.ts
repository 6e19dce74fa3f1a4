import type { Charts } from '../charts/index.ts';
import type { Config, CsvConfig, PdfSection, ReportFormat } from '../domain/config.ts';
import { UserError } from '../domain/errors.ts';
import type { Progress } from '../domain/ports.ts';
import type { ReportModel } from '../domain/report.ts';
import type { ReportInputs } from '../report/index.ts';
import { attempt } from './attempt.ts';
import type { PartFailure } from './outcome.ts';
import { entryOf } from './paths.ts';
import type { Ports } from './run.ts';
import type { RunFile, Stages } from './stages.ts';

/** Scopes up to which config's `auto` makes pages. */
const automatic = 2_000;

/** The page of each scope by its id, where config wants them and there is a page to link from. */
export async function renderScopePages(config: Config, { inputs, formats }: { readonly inputs: ReportInputs; readonly formats: readonly ReportFormat[] }, failures: PartFailure[], ports: Ports): Promise<ReadonlyMap<string, RunFile>> {
  const { scopePages } = config.report;
  const wanted = scopePages === 'auto' ? inputs.snapshot.scopes.length <= automatic : scopePages;
  if (!wanted || !formats.includes('html')) return new Map();
  return (await attempt('scope pages', failures, ports, (progress) => ports.stages.renderScopePages(config, inputs, progress))) ?? new Map();
}

/** What formats are made of beside the model and its charts. */
export interface FormatsRequest {
  readonly formats: readonly ReportFormat[];
  readonly csv: CsvConfig;
  readonly pdfSections: readonly PdfSection[];
  /** Pages of scopes by scope id, below the report's folder. */
  readonly scopePages: ReadonlyMap<string, RunFile>;
}

/** Every format on its own: one that fails is a failed part, the others are made. */
export async function renderFormats({ formats, csv, pdfSections, scopePages }: FormatsRequest, model: ReportModel, charts: Charts | null, failures: PartFailure[], ports: Ports): Promise<ReadonlyMap<string, Uint8Array>> {
  const drawn = (): Charts => {
    if (charts === null) throw new UserError({ message: 'the page needs the charts, which failed' });
    return charts;
  };
  const html = once(async () => ports.stages.renderHtml(model, drawn(), { csv: formats.includes('csv'), scopePages: new Map([...scopePages].map(([id, { path }]) => [id, path])) }));
  const files = new Map<string, Uint8Array>();
  for (const format of formats) {
    await attempt(format, failures, ports, async (progress) => {
      const made = await renderFormat(format, { model, csv, pdfSections, html, drawn, scopePages, stages: ports.stages, progress });
      const bytes = made.map(({ path, content }) => [path, typeof content === 'string' ? Buffer.from(content) : content] as const);
      for (const [path, content] of bytes) files.set(path, content);
      progress.update(`${entryOf(format)}, ${Math.ceil(bytes.reduce((sum, [path, { byteLength }]) => (path.startsWith('scopes/') ? sum : sum + byteLength), 0) / 1024)} KiB`);
    });
  }
  return files;
}

interface FormatInputs {
  readonly scopePages: FormatsRequest['scopePages'];
  readonly model: ReportModel;
  readonly csv: CsvConfig;
  readonly pdfSections: readonly PdfSection[];
  readonly html: () => Promise<readonly RunFile[]>;
  readonly drawn: () => Charts;
  readonly stages: Stages;
  readonly progress: Progress;
}

async function renderFormat(format: ReportFormat, { model, csv, pdfSections, html, drawn, scopePages, stages, progress }: FormatInputs): Promise<readonly RunFile[]> {
  if (format === 'json') return stages.renderJson(model);
  if (format === 'html') return [...(await html()), ...scopePages.values()];
  if (format === 'pdf') return stages.renderPdf(model, await html(), { sections: pdfSections, progress });
  if (format === 'singleFile') return stages.renderSingleFile(model, drawn());
  return format === 'xlsx' ? stages.renderXlsx(model) : stages.renderCsv(model, csv);
}

/** The page is both a format and what the PDF is printed from: made once, whichever asks first. */
function once<Result>(make: () => Promise<Result>): () => Promise<Result> {
  let made: Promise<Result> | null = null;
  return () => (made ??= make());
}
