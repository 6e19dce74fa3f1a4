import type { ReportModel } from '../../src/domain/report.ts';

/** A page of our own until the HTML renderer is there. */
export function reportHtml(model: ReportModel, _templatesDir: string): Promise<{ readonly html: string; readonly assets: ReadonlyMap<string, Uint8Array> }> {
  const rows = model.scopes.map((scope) => `<tr><th scope="row">${scope.name}</th><td>${((scope.ratio ?? 0) * 100).toFixed(1)} %</td></tr>`).join('');
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${model.title}</title><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="assets/report.css"></head><body><main><h1>${model.title}</h1><h2>Scopes</h2><table><thead><tr><th scope="col">Scope</th><th scope="col">Score</th></tr></thead><tbody>${rows}</tbody></table></main></body></html>`;
  return Promise.resolve({ html, assets: new Map([['assets/report.css', Buffer.from('body{font-family:sans-serif}')]]) });
}
