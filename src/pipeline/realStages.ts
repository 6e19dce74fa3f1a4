import { fileURLToPath } from 'node:url';
import type { AzureClients } from '../azure/index.ts';
import { dayOf } from '../domain/calendar.ts';
import type { AzureConfig, Config } from '../domain/config.ts';
import { formatOf } from '../domain/format.ts';
import type { History } from '../domain/history.ts';
import type { ReportModel } from '../domain/report.ts';
import { alertCard } from './alertCard.ts';
import { browserPool } from './browserPool.ts';
import { reportPaths } from './paths.ts';
import type { CollectInputs, RenderingStages, RunFile, Stages } from './stages.ts';
import { makeFolder } from './outFolder.ts';
import { toolVersion } from './version.ts';

/** Pages, styles and chart descriptions, beside the program. */
const templates = fileURLToPath(new URL('../../templates/', import.meta.url));

const pageName = 'report.html';

/** Clients by the config they were opened for: a demo collects a year on one sign-in. */
const opened = new WeakMap<AzureConfig, Promise<AzureClients>>();

function azureOf(config: AzureConfig, env: CollectInputs['env']): Promise<AzureClients> {
  const clients = opened.get(config) ?? import('../azure/index.ts').then(({ openAzure }) => openAzure(config, env));
  opened.set(config, clients);
  return clients;
}

/** The stages that read templates, with those of a folder. */
function renderingStages(templates: string): RenderingStages {
  return {
    renderCharts: async (model) => (await import('../charts/index.ts')).renderCharts(model, templates),
    renderHtml: async (model, charts, options) => {
      const { renderHtml, renderScopeIndexHtml, reportAssets } = await import('../render/html.ts');
      const assets = [...(await reportAssets(templates))].map(([path, content]) => ({ path, content }));
      const index = { path: 'scopes/index.html', content: await renderScopeIndexHtml(model, options.scopePages, templates) };
      return [{ path: pageName, content: await renderHtml(model, charts, templates, { scripts: true, scopeIndex: index.path, ...options }) }, index, ...assets];
    },
    renderSingleFile: async (model, charts) => [{ path: 'report.single.html', content: await (await import('../render/html.ts')).renderHtml(model, charts, templates, { scripts: true, singleFile: true }) }],
    renderScopePages: async (config, inputs, progress) => (await import('./scopePages.ts')).scopePages(config, inputs, templates, progress),
    writeSite: async (site, run) => {
      makeFolder(site);
      return (await import('../render/site.ts')).writeSite(site, { run, templatesDir: templates });
    },
    openDelivery: async (config, inputs) => (await import('./deliveryMeans.ts')).openDelivery(config, { ...inputs, templates, azure: () => azureOf(config.azure, inputs.env) }),
  };
}

/** The stages of this program; each is loaded when a run comes to it. */
export const realStages: Stages = {
  openRecord: async (folder, options) => {
    if (options.write === true) makeFolder(folder);
    return (await import('../history/index.ts')).openRecord(folder, options);
  },
  workspaceHistory: readWorkspaces,
  openResume: async ({ azure, scopes }, { env, folder, ...moment }) => {
    const { openResume, resumeFolderAt } = await import('../collect/index.ts');
    const selection = JSON.stringify([azure, scopes, env['AZURE_TENANT_ID'] ?? null, env['AZURE_CLIENT_ID'] ?? null]);
    return openResume(resumeFolderAt(folder), { ...moment, toolVersion: toolVersion(), selection });
  },
  collect: async (config, { env, ...ports }) => {
    const [{ collect }, { resourceGraph }] = await Promise.all([import('../collect/index.ts'), azureOf(config.azure, env)]);
    return collect(config, { ...ports, resourceGraph });
  },
  mask: async (config, inputs) => {
    const [{ mask }, { maskKey }] = await Promise.all([import('../report/index.ts'), import('./maskKey.ts')]);
    return mask(config, inputs, await maskKey(reportPaths(config.outDir).data));
  },
  checkPanels: async (panels) => (await import('./checkPanels.ts')).checkPanels(panels),
  buildReport: async (config, inputs) => (await import('../report/index.ts')).buildReport(config, inputs),
  groupWorlds: async (inputs) => {
    const [{ groupConfig, narrower, scopesOfGroup }, { folderOfName }] = await Promise.all([import('../report/index.ts'), import('../render/site.ts')]);
    const narrowed = narrower(inputs);
    return { of: (group) => narrowed(scopesOfGroup(group, inputs)), config: groupConfig, folder: ({ name }) => folderOfName(name) };
  },
  buildAlerts: async (config, inputs) => (await import('../report/index.ts')).buildAlerts(config, inputs),
  postAlarms: async ({ azure, report, timeZone }, url, alerts, env) => (await import('./webhook.ts')).postWebhook({ url, body: alertCard(alerts, formatOf({ ...report, timeZone })), caFile: azure.caFile, env }),
  ...renderingStages(templates),
  dress: async (report) => {
    const look = await (await import('./look.ts')).openLook(report, templates);
    return { stages: renderingStages(look.templates), notes: look.notes, close: look.close };
  },
  renderPdf: printReport,
  keepPrinter: (work) => printers.keep(work),
  renderXlsx: async (model) => [{ path: 'report.xlsx', content: await (await import('../render/xlsx.ts')).renderXlsx(model) }],
  renderCsv: async (model, config) => (await import('../render/csv.ts')).renderCsv(model, config),
  renderJson: async (model) => [{ path: 'report.json', content: (await import('../render/json.ts')).renderJson(model) }],
};

async function readWorkspaces({ azure, history, timeZone }: Config, { snapshot, env, progress }: Parameters<Stages['workspaceHistory']>[1]): Promise<History> {
  if (history.source !== 'logAnalytics') throw new Error('config names no workspaces');
  const [{ openLogAnalytics }, { logAnalyticsHistory }, clients] = await Promise.all([import('../azure/logAnalyticsClient.ts'), import('../history/export/index.ts'), azureOf(azure, env)]);
  return logAnalyticsHistory(openLogAnalytics(clients), history.workspaceIds, {
    timeZone, toolVersion: toolVersion(), cloud: azure.cloud, today: dayOf(snapshot.takenAt, timeZone), current: snapshot, progress,
  });
}

/** One browser for all that a process prints at a time. */
const printers = browserPool(async () => (await import('../render/browser.ts')).openBrowser());

async function printReport(model: ReportModel, html: readonly RunFile[], { sections, progress }: Parameters<Stages['renderPdf']>[2]): Promise<readonly RunFile[]> {
  const { renderPdf, printedSections } = await import('../render/pdf.ts');
  const bytesOf = (content: string | Uint8Array): Uint8Array => (typeof content === 'string' ? Buffer.from(content) : content);
  const page = html.find(({ path }) => path === pageName);
  if (page === undefined) throw new Error('the page to print is missing');
  progress.update('starting the browser');
  return printers.use(async (browser, isNew) => {
    if (isNew) for (const note of browser.notes) progress.warn(note);
    progress.update('printing');
    const assets = new Map(html.filter((file) => file !== page).map(({ path, content }) => [path, bytesOf(content)]));
    const { bytes, refused, unshipped } = await renderPdf({ source: { html: Buffer.from(bytesOf(page.content)).toString('utf8'), assets: printedSections(assets, sections) }, model, browser });
    for (const address of refused) progress.warn(`the page asked for ${address} and did not get it`);
    if (unshipped.length > 0) progress.warn(`no shipped font has ${unshipped.join(', ')} letters: the PDF shows them in a font of this machine or, where it has none, as boxes`);
    return [{ path: 'report.pdf', content: bytes }];
  });
}
