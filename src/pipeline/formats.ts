import type { Charts } from '../charts/index.ts';
import type { CsvConfig, ReportFormat } from '../domain/config.ts';
import { UserError } from '../domain/errors.ts';
import type { Progress } from '../domain/ports.ts';
import type { ReportModel } from '../domain/report.ts';
import { attempt } from './attempt.ts';
import type { PartFailure } from './outcome.ts';
import { entryOf } from './paths.ts';
import type { Ports } from './run.ts';
import type { RunFile, Stages } from './stages.ts';

/** Every format on its own: one that fails is a failed part, the others are made. */
export async function renderFormats({ formats, csv }: { readonly formats: readonly ReportFormat[]; readonly csv: CsvConfig }, model: ReportModel, charts: Charts | null, failures: PartFailure[], ports: Ports): Promise<ReadonlyMap<string, Uint8Array>> {
  const html = once(async () => {
    if (charts === null) throw new UserError({ message: 'the page needs the charts, which failed' });
    return ports.stages.renderHtml(model, charts, { csv: formats.includes('csv') });
  });
  const files = new Map<string, Uint8Array>();
  for (const format of formats) {
    await attempt(format, failures, ports, async (progress) => {
      const made = await renderFormat(format, { model, csv, html, stages: ports.stages, progress });
      const bytes = made.map(({ path, content }) => [path, typeof content === 'string' ? Buffer.from(content) : content] as const);
      for (const [path, content] of bytes) files.set(path, content);
      progress.update(`${entryOf(format)}, ${Math.ceil(bytes.reduce((sum, [, { byteLength }]) => sum + byteLength, 0) / 1024)} KiB`);
    });
  }
  return files;
}

interface FormatInputs {
  readonly model: ReportModel;
  readonly csv: CsvConfig;
  readonly html: () => Promise<readonly RunFile[]>;
  readonly stages: Stages;
  readonly progress: Progress;
}

async function renderFormat(format: ReportFormat, { model, csv, html, stages, progress }: FormatInputs): Promise<readonly RunFile[]> {
  if (format === 'json') return stages.renderJson(model);
  if (format === 'html') return html();
  if (format === 'pdf') return stages.renderPdf(model, await html(), progress);
  return format === 'xlsx' ? stages.renderXlsx(model) : stages.renderCsv(model, csv);
}

/** The page is both a format and what the PDF is printed from: made once, whichever asks first. */
function once<Result>(make: () => Promise<Result>): () => Promise<Result> {
  let made: Promise<Result> | null = null;
  return () => (made ??= make());
}
