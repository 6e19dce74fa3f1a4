import { formatOf } from '../domain/format.ts';
import type { ReportModel } from '../domain/report.ts';
import { shortened } from '../domain/shortened.ts';
import { logoView, pagePolicy, pageScript, pageStyles, singleFileStyles } from './html/assets.ts';
import type { Charts } from './html/charts.ts';
import { renderPage, type LogoView } from './html/page.ts';
import { renderScopeIndex } from './html/scopeIndex.ts';
import { renderScopePage } from './html/scopePage.ts';
import { templatesOf } from './html/templates.ts';

export { reportAssets } from './html/assets.ts';

export interface HtmlOptions {
  /** Everything inside the page, for mail and single-file sharing; what lies beside a report is not linked. Default false: linked from `assets/` beside the page. */
  readonly singleFile?: boolean;
  /** Brings the script that makes long tables sortable and filterable. Default false: a sandboxing host logs an error for every script it blocks. */
  readonly scripts?: boolean;
  /** The tables lie beside the page in csv/: what is cut short links to them. Default false. */
  readonly csv?: boolean;
  /** Addresses of the scopes' own pages by scope id, relative to this one. Default: none. */
  readonly scopePages?: ReadonlyMap<string, string>;
  /** Address of the list of all scopes. Default: there is none. */
  readonly scopeIndex?: string;
}

/** The report as a web page. It needs the files of `reportAssets` beside it, unless it is a single file. */
export async function renderHtml(whole: ReportModel, charts: Charts, templatesDir: string, options: HtmlOptions = {}): Promise<string> {
  const model = shortened(whole);
  const templates = await templatesOf(templatesDir, model);
  const page = { model, charts, format: formatOf(model), csv: options.csv === true && options.singleFile !== true, ...(options.singleFile === true || options.scopePages === undefined ? {} : { scopePages: options.scopePages }), ...(options.singleFile === true || options.scopeIndex === undefined ? {} : { scopeIndex: options.scopeIndex }) };
  if (options.singleFile === true) {
    const styles = await singleFileStyles(templatesDir);
    const logo = await logoView(templatesDir, '', true);
    const script = options.scripts === true ? Buffer.from((await pageScript(templatesDir)).bytes).toString('utf8') : null;
    return renderPage({ ...page, alone: true }, templates, { policy: pagePolicy(styles, false, logo !== null, script), stylesheet: null, script: null, inlineStyles: styles, inlineScript: script, logo });
  }
  const stylesheet = (await pageStyles(templatesDir)).path;
  const script = options.scripts === true ? (await pageScript(templatesDir)).path : null;
  const logo = await logoView(templatesDir, '');
  return renderPage(page, templates, { policy: pagePolicy(null, script !== null, logo !== null), stylesheet, script, inlineStyles: null, logo });
}

/** The page of one scope from a model of it alone, in a folder beside report.html and the files of `reportAssets`. */
export async function renderScopeHtml(whole: ReportModel, charts: Charts, templatesDir: string): Promise<string> {
  const model = shortened(whole);
  const { templates, styles } = await folderBelow(model, templatesDir);
  return renderScopePage({ model, charts, format: formatOf(model), home: '../report.html' }, templates, styles);
}

/** The list of all scopes, to search in; it lies where their pages lie. `scopePages`: their addresses relative to report.html. */
export async function renderScopeIndexHtml(whole: ReportModel, scopePages: ReadonlyMap<string, string>, templatesDir: string): Promise<string> {
  const model = shortened(whole);
  const { templates, styles } = await folderBelow(model, templatesDir);
  const beside = new Map([...scopePages].map(([id, path]) => [id, path.slice(path.lastIndexOf('/') + 1)]));
  const charts = { figures: new Map(), marks: new Map(), findings: new Map(), failures: new Map() };
  return renderScopeIndex({ model, charts, format: formatOf(model), home: '../report.html', scopePages: beside }, templates, styles);
}

/** Addresses of stylesheet and script by templates folder: found once for all pages below a report. */
const addresses = new Map<string, Promise<readonly [styles: string, script: string, logo: LogoView | null]>>();

async function addressesOf(templatesDir: string): Promise<readonly [styles: string, script: string, logo: LogoView | null]> {
  const pending = addresses.get(templatesDir) ?? Promise.all([pageStyles(templatesDir), pageScript(templatesDir), logoView(templatesDir, '../')]).then(([styles, script, logo]) => [styles.path, script.path, logo] as const);
  addresses.set(templatesDir, pending);
  pending.catch(() => addresses.delete(templatesDir));
  return pending;
}

/** Templates and addresses of a page one folder below the report. */
async function folderBelow(model: ReportModel, templatesDir: string) {
  const [templates, [stylesheet, script, logo]] = await Promise.all([templatesOf(templatesDir, model), addressesOf(templatesDir)]);
  return { templates, styles: { policy: pagePolicy(null, true, logo !== null), stylesheet: `../${stylesheet}`, script: `../${script}`, inlineStyles: null, logo } };
}
