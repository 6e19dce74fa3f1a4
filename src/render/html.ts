import { formatFor } from '../domain/format.ts';
import type { ReportModel } from '../domain/report.ts';
import { pagePolicy, pageScript, pageStyles, singleFileStyles } from './html/assets.ts';
import type { Charts } from './html/charts.ts';
import { renderPage } from './html/page.ts';
import { renderScopePage } from './html/scopePage.ts';
import { templatesOf } from './html/templates.ts';

export { reportAssets } from './html/assets.ts';

export interface HtmlOptions {
  /** Stylesheet and font inside the page and no script, for mail and single-file sharing. Default false: linked from `assets/` beside the page. */
  readonly singleFile?: boolean;
  /** Links the script that makes long tables sortable and filterable. Default false: a sandboxing host logs an error for every script it blocks. */
  readonly scripts?: boolean;
  /** The tables lie beside the page in csv/: what is cut short links to them. Default false. */
  readonly csv?: boolean;
  /** Addresses of the scopes' own pages by scope id, relative to this one. Default: none. */
  readonly scopePages?: ReadonlyMap<string, string>;
}

/** The report as a web page. It needs the files of `reportAssets` beside it, unless it is a single file. */
export async function renderHtml(model: ReportModel, charts: Charts, templatesDir: string, options: HtmlOptions = {}): Promise<string> {
  const templates = await templatesOf(templatesDir, model.locale, model.timeZone);
  const page = { model, charts, format: formatFor(model.locale, model.timeZone), csv: options.csv === true && options.singleFile !== true, ...(options.singleFile === true || options.scopePages === undefined ? {} : { scopePages: options.scopePages }) };
  if (options.singleFile === true) {
    const styles = await singleFileStyles(templatesDir);
    return renderPage(page, templates, { policy: pagePolicy(styles), stylesheet: null, script: null, inlineStyles: styles });
  }
  const stylesheet = (await pageStyles(templatesDir)).path;
  const script = options.scripts === true ? (await pageScript(templatesDir)).path : null;
  return renderPage(page, templates, { policy: pagePolicy(null, script !== null), stylesheet, script, inlineStyles: null });
}

/** The page of one scope from a model of it alone, in a folder beside report.html and the files of `reportAssets`. */
export async function renderScopeHtml(model: ReportModel, charts: Charts, templatesDir: string): Promise<string> {
  const [templates, styles, script] = await Promise.all([templatesOf(templatesDir, model.locale, model.timeZone), pageStyles(templatesDir), pageScript(templatesDir)]);
  const page = { model, charts, format: formatFor(model.locale, model.timeZone), home: '../report.html' };
  return renderScopePage(page, templates, { policy: pagePolicy(null, true), stylesheet: `../${styles.path}`, script: `../${script.path}`, inlineStyles: null });
}
