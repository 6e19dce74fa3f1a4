import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBrowser, type OpenBrowser } from '../../src/render/browser.ts';
import { renderJson } from '../../src/render/json.ts';
import { renderPdf, type PdfReport } from '../../src/render/pdf.ts';
import { writeSite } from '../../src/render/site.ts';
import type { ReportModel } from '../../src/domain/report.ts';
import { sampleModel } from '../fixtures/report-model.ts';
import { reportHtml } from './report.ts';
import { serveSite } from './siteServer.ts';

export const templatesDir = join(import.meta.dirname, '../../templates');

/** What all browser tests share: one browser, one site written as a run writes it, a server that serves it under a strict header. */
export interface World {
  readonly browser: OpenBrowser;
  readonly model: ReportModel;
  /** Absolute path of the site. */
  readonly site: string;
  readonly html: string;
  readonly assets: ReadonlyMap<string, Uint8Array>;
  readonly pdf: PdfReport;
  /** `http://127.0.0.1:port` */
  readonly server: string;
  close(): Promise<void>;
}

/** The header of the strictest host we know of (Jenkins). */
const strictPolicy = "sandbox; default-src 'none'; img-src 'self'; style-src 'self'";

export async function buildWorld(): Promise<World> {
  const site = await realpath(await mkdtemp(join(tmpdir(), 'secure-score-browser-')));
  // Stands for the credentials of a run, none of which the browser may get.
  process.env['AZURE_CLIENT_SECRET'] ??= 'of no use to a browser';
  const model = sampleModel();
  const [browser, { html, assets }, server] = await Promise.all([openBrowser({ network: 'loopback' }), reportHtml(model, templatesDir), serveSite(site, { 'Content-Security-Policy': strictPolicy })]);
  const pdf = await renderPdf({ source: { html, assets }, model, browser });
  await writeEarlierRuns(site, model);
  const files = new Map([...assets, ['report.html', Buffer.from(html)], ['report.pdf', pdf.bytes], ['report.json', Buffer.from(renderJson(model))]]);
  await writeSite(site, { run: { model, files }, templatesDir });
  return {
    browser, model, site, html, assets, pdf, server: server.address,
    close: async () => {
      await browser.close();
      server.close();
      await rm(site, { recursive: true, force: true });
    },
  };
}

/** Eleven weeks before the sample's, one of them without a score and one incomplete. */
async function writeEarlierRuns(site: string, model: ReportModel): Promise<void> {
  for (let week = 11; week > 0; week--) {
    const taken = new Date(Date.parse(model.takenAt) - week * 7 * 86_400_000).toISOString();
    const ratio = week === 6 ? null : 0.55 + 0.01 * (11 - week);
    const run: ReportModel = {
      ...model,
      runId: taken.replace(/\.\d+Z/, 'Z').replace(/[-:]/g, ''), takenAt: taken, generatedAt: taken, day: taken.slice(0, 10),
      headline: { ...model.headline, score: { ...model.headline.score, ratio, reason: ratio === null ? 'no scope has a score' : null } },
      quality: { ...model.quality, complete: week !== 3 },
    };
    await writeSite(site, { run: { model: run, files: new Map([['report.html', Buffer.from('<!doctype html>')]]) }, templatesDir });
  }
}
