import { renderCharts } from '../../src/charts/index.ts';
import type { ReportModel } from '../../src/domain/report.ts';
import { renderHtml, reportAssets } from '../../src/render/html.ts';

/** The report's page with its files. */
export async function reportHtml(model: ReportModel, templatesDir: string): Promise<{ readonly html: string; readonly assets: ReadonlyMap<string, Uint8Array> }> {
  const charts = await renderCharts(model, templatesDir);
  return { html: await renderHtml(model, charts, templatesDir, { scripts: true }), assets: await reportAssets(templatesDir) };
}
