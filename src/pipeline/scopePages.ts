import { setImmediate as nextTurn } from 'node:timers/promises';
import { renderScopeCharts } from '../charts/index.ts';
import { undelivered, type Config } from '../domain/config.ts';
import type { Progress } from '../domain/ports.ts';
import { renderScopeHtml } from '../render/html.ts';
import { fileOfScope } from '../render/site.ts';
import { buildReport, groupConfig, narrower, type ReportInputs } from '../report/index.ts';
import type { RunFile } from './stages.ts';

/** Pages made between two looks at the clock of whoever waits. */
const together = 25;

/** The page of each scope by its id: the static form of selecting a row in the workbook. */
export async function scopePages(config: Config, inputs: ReportInputs, templatesDir: string, progress: Progress): Promise<ReadonlyMap<string, RunFile>> {
  const narrowed = narrower(inputs);
  const pages = new Map<string, RunFile>();
  for (const { id, name } of inputs.snapshot.scopes) {
    const world = await narrowed(new Set([id]));
    const model = await buildReport(groupConfig(config, { name, target: null, match: { managementGroup: null, subscriptions: [], tags: {}, environment: null, connector: null }, ...undelivered }), { ...world, now: inputs.now });
    const content = await renderScopeHtml(model, await renderScopeCharts(model, templatesDir), templatesDir);
    pages.set(id, { path: `scopes/${fileOfScope(id)}`, content });
    if (pages.size % together !== 0) continue;
    progress.update(`${pages.size} of ${inputs.snapshot.scopes.length}`);
    await nextTurn();
  }
  progress.update(`${pages.size}`);
  return pages;
}
