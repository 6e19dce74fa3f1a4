import { fileURLToPath } from 'node:url';
import type { Stages } from './stages.ts';

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
  renderPdf: missing('pdf'),
  renderJson: async (model) => [{ path: 'report.json', content: (await import('../render/json.ts')).renderJson(model) }],
  writeSite: missing('site'),
};
