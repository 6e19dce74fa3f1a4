import { fileURLToPath } from 'node:url';
import type { Progress } from '../domain/ports.ts';
import type { ReportModel } from '../domain/report.ts';
import type { RunFile, Stages } from './stages.ts';

/** Pages, styles and chart descriptions, beside the program. */
const templates = fileURLToPath(new URL('../../templates/', import.meta.url));

const missing = (stage: string) => (): never => {
  throw new Error(`the ${stage} stage is not part of this build`);
};

/** The stages of this program; each is loaded when a run comes to it. */
export const realStages: Stages = {
  openRecord: async (folder, options) => (await import('../history/index.ts')).openRecord(folder, options),
  collect: missing('collect'),
  buildReport: async (config, inputs) => (await import('../report/index.ts')).buildReport(config, inputs),
  renderCharts: async (model) => (await import('../charts/index.ts')).renderCharts(model, templates),
  renderHtml: missing('html'),
  renderPdf: printReport,
  renderJson: async (model) => [{ path: 'report.json', content: (await import('../render/json.ts')).renderJson(model) }],
  writeSite: async (site, run) => (await import('../render/site.ts')).writeSite(site, { run, templatesDir: templates }),
};

/** Prints in a browser of its own, which is closed whatever happens. */
async function printReport(model: ReportModel, html: readonly RunFile[], progress: Progress): Promise<readonly RunFile[]> {
  const [{ openBrowser }, { renderPdf }] = await Promise.all([import('../render/browser.ts'), import('../render/pdf.ts')]);
  const bytesOf = (content: string | Uint8Array): Uint8Array => (typeof content === 'string' ? Buffer.from(content) : content);
  const page = html.find(({ path }) => path === 'report.html');
  if (page === undefined) throw new Error('the page to print is missing');
  progress.update('starting the browser');
  const browser = await openBrowser();
  try {
    for (const note of browser.notes) progress.warn(note);
    progress.update('printing');
    const assets = new Map(html.filter((file) => file !== page).map(({ path, content }) => [path, bytesOf(content)]));
    const { bytes, refused } = await renderPdf({ source: { html: Buffer.from(bytesOf(page.content)).toString('utf8'), assets }, model, browser });
    for (const address of refused) progress.warn(`the page asked for ${address} and did not get it`);
    return [{ path: 'report.pdf', content: bytes }];
  } finally {
    await browser.close();
  }
}
