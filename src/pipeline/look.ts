import { cp, mkdtemp, mkdir, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, sep } from 'node:path';
import { closest } from '../config/suggest.ts';
import type { ReportConfig } from '../domain/config.ts';
import { UserError, type Problem } from '../domain/errors.ts';
import { languages } from '../domain/language.ts';
import { accentOf, type Accent } from '../render/brand/accent.ts';
import { brandFile, type Brand } from '../render/brand/brand.ts';
import { readLogo } from '../render/brand/logo.ts';
import { checkStyles } from '../render/brand/styleCheck.ts';
import { addressExpressions, checkTemplate, helperCalls } from '../render/brand/templateCheck.ts';

/** What a report looks like: the shipped templates with what config puts over them. */
export interface Look {
  /** Absolute path of the templates to render with. */
  readonly templates: string;
  /** What had to be changed, for the reader of the log. */
  readonly notes: readonly string[];
  /** Removes what was made for it. */
  close(): Promise<void>;
}

type Wanted = Pick<ReportConfig, 'branding' | 'templates'>;

/** Files put over the shipped ones, by path below the folder. */
type Overlay = Map<string, string | Uint8Array>;

/** Largest file in a folder of own templates, bytes; the checks below have limits of their own. */
const largestFile = 262_144;
const mostFiles = 100;

/** Own styles, and the shipped stylesheet each is added to. */
const additions: Readonly<Record<string, string>> = { 'assets/extra.css': 'assets/report.css', 'assets/extra-site.css': 'assets/site.css' };

/**
 * The templates as config wants them, in a folder of their own that is removed by `close`; the shipped folder itself where config wants nothing else.
 * @throws UserError with every fault of logo, templates, styles and chart specs.
 */
export async function openLook(wanted: Wanted, shipped: string): Promise<Look> {
  const { overlay, notes } = await planLook(wanted, shipped);
  if (overlay.size === 0) return { templates: shipped, notes, close: () => Promise.resolve() };
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'secure-score-look-'));
  const close = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await cp(shipped, folder, { recursive: true });
    for (const [path, content] of overlay) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    return { templates: `${folder}${sep}`, notes, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What is put over the shipped templates; checks everything, writes nothing. */
export async function planLook({ branding, templates }: Wanted, shipped: string): Promise<{ readonly overlay: Overlay; readonly notes: readonly string[] }> {
  const problems: Problem[] = [];
  const overlay: Overlay = new Map();
  const keep = async (work: () => Promise<void>): Promise<void> => {
    await work().catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems);
    });
  };
  const accent = branding.accent === null ? null : accentOf(branding.accent);
  const brand: { logo: Brand['logo']; own: Record<string, string> } = { logo: null, own: {} };
  if (templates !== null) await keep(async () => { await addOwnFiles(templates, shipped, { overlay, own: brand.own, keep }); });
  if (accent !== null) await addAccent(accent, shipped, overlay);
  const { logo } = branding;
  if (logo !== null) {
    await keep(async () => {
      const { extension, width, height, bytes } = readLogo(await fileBytes(logo.path, 'the logo'), shownPath(logo.path));
      brand.logo = { name: `logo.${extension}`, alt: logo.alt, width: Math.round(width), height: Math.round(height) };
      overlay.set(`assets/logo.${extension}`, bytes);
    });
  }
  if (problems.length > 0) throw new UserError(problems);
  if (overlay.size > 0) overlay.set(brandFile, JSON.stringify(brand));
  return { overlay, notes: accent?.notes ?? [] };
}

interface OwnFiles {
  readonly overlay: Overlay;
  readonly own: Record<string, string>;
  keep(work: () => Promise<void>): Promise<void>;
}

async function addOwnFiles(folder: string, shipped: string, { overlay, own, keep }: OwnFiles): Promise<void> {
  const [names, rules] = [await ownNames(folder), await shippedRules(shipped)];
  for (const name of names) {
    const file = shownPath(join(folder, name));
    await keep(async () => {
      if (!rules.replaceable.includes(name)) throw unknownFile(name, file, rules.replaceable);
      await refuseOutside(join(folder, name), folder, file);
      const text = textOf(await fileBytes(join(folder, name), 'it'), file);
      if (name.endsWith('.hbs')) {
        checkTemplate(text, { ...rules.of(name), file });
        overlay.set(name, text);
        own[name] = file;
      } else if (name.endsWith('.css')) {
        checkStyles(text, file);
        const base = additions[name] ?? name;
        overlay.set(base, `${await layered(base, shipped, overlay)}\n/* ${basename(name)} */\n${text}`);
      } else {
        const { ownChartSpec } = await import('../charts/ownSpec.ts');
        overlay.set(name, await ownChartSpec(text, { name: basename(name), file, templatesDir: shipped }));
      }
    });
  }
}

async function ownNames(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new UserError({ message: 'the folder of own templates cannot be read', position: { file: shownPath(folder), path: 'report.templates' }, fix: 'Name a folder, relative to the config file; "secure-score init --templates FOLDER" makes one.' }, { cause });
  });
  const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
  // Notes and what editors and version control leave behind.
  // Messages are read with config, which knows the report's language.
  const names = files.filter((name) => !/(?:^|\/)(?:\.|README)|~$|\.md$/i.test(name) && !isOwnPack(name)).toSorted();
  if (names.length > mostFiles) throw new UserError({ message: `${names.length} files, which is more than there are templates`, position: { file: shownPath(folder), path: 'report.templates' }, fix: 'Name the folder that holds the templates alone.' });
  return names;
}

function isOwnPack(name: string): boolean {
  return languages.some((language) => name === `languages/${language}.json`);
}

/** A link in a repository must not put another file of this machine into a report. */
async function refuseOutside(path: string, folder: string, file: string): Promise<void> {
  const [real, root] = await Promise.all([realpath(path).catch(() => ''), realpath(folder)]);
  if (!real.startsWith(`${root}${sep}`)) throw new UserError({ message: 'is a link out of the folder of templates', position: { file }, fix: 'Put the file itself there.' });
}

function unknownFile(name: string, file: string, replaceable: readonly string[]): UserError {
  const close = closest(name, replaceable);
  return new UserError({ message: `there is no shipped file ${name} that can be replaced`, position: { file }, fix: close === null ? 'Files have the names of shipped ones; "secure-score init --templates FOLDER" copies them.' : `Did you mean ${close}?` });
}

/** What the shipped templates allow their replacements. */
async function shippedRules(shipped: string) {
  const names = (await readdir(shipped, { recursive: true })).map((name) => name.split(sep).join('/'));
  const templates = names.filter((name) => name.endsWith('.hbs'));
  const texts = new Map(await Promise.all(templates.map(async (name) => [name, await readFile(join(shipped, name), 'utf8')] as const)));
  const kinds = Map.groupBy(templates, kindOf);
  const helpers = new Map([...kinds].map(([kind, own]) => [kind, new Set(own.flatMap((name) => helperCalls(texts.get(name) ?? '')))]));
  const addresses = new Set([...texts.values()].flatMap(addressExpressions));
  const partials = new Set(templates.filter((name) => name.startsWith('partials/')).map((name) => basename(name, '.hbs')));
  return {
    replaceable: [...templates, ...names.filter((name) => name.endsWith('.vl.json')), ...Object.keys(additions)].toSorted(),
    of: (name: string) => ({
      helpers: helpers.get(kindOf(name)) ?? new Set<string>(),
      partials: kindOf(name) === 'page' ? partials : new Set<string>(),
      shipped: texts.get(name) ?? '', addresses, plain: name.endsWith('.txt.hbs'),
    }),
  };
}

/** Which engine fills a template in: the report's pages and their partials share one. */
function kindOf(name: string): 'mail' | 'site' | 'page' {
  return name.startsWith('mail/') ? 'mail' : name === 'site-index.hbs' ? 'site' : 'page';
}

/** The accent for light and dark pages, charts and mail. */
async function addAccent({ light, dark }: Accent, shipped: string, overlay: Overlay): Promise<void> {
  const palette: unknown = JSON.parse(await readFile(join(shipped, 'charts/palette.json'), 'utf8'));
  const colours = typeof palette === 'object' && palette !== null ? { ...palette, accent: distinct(light, Object.values(palette)) } : {};
  overlay.set('charts/palette.json', JSON.stringify(colours));
  for (const name of ['assets/report.css', 'assets/site.css']) {
    // On paper light colours hold whatever the screen is set to.
    const rules = `:root { --accent: ${light}; }\n@media screen and (prefers-color-scheme: dark) { :root { --accent: ${dark}; } }`;
    overlay.set(name, withRules(await layered(name, shipped, overlay), rules));
  }
  if (!overlay.has('mail/report.hbs')) {
    const mail = await readFile(join(shipped, 'mail/report.hbs'), 'utf8');
    overlay.set('mail/report.hbs', mail.replaceAll('#1d4f91', light).replaceAll('#8fbcf5', dark));
  }
}

/** Before own styles, which have the last word. */
function withRules(css: string, rules: string): string {
  const at = css.search(/\n\/\* extra(?:-site)?\.css \*\/\n/);
  return at < 0 ? `${css}\n${rules}\n` : `${css.slice(0, at)}\n${rules}\n${css.slice(at)}`;
}

/** Charts know colours by their values: one that another name has already is moved by a shade nobody sees. */
function distinct(colour: string, others: readonly unknown[]): string {
  if (!others.includes(colour)) return colour;
  const blue = Number.parseInt(colour.slice(5), 16);
  return `${colour.slice(0, 5)}${(blue === 0 ? 1 : blue - 1).toString(16).padStart(2, '0')}`;
}

async function layered(name: string, shipped: string, overlay: Overlay): Promise<string> {
  const own = overlay.get(name);
  return typeof own === 'string' ? own : readFile(join(shipped, name), 'utf8');
}

async function fileBytes(path: string, what: string): Promise<Uint8Array> {
  const refuse = (message: string, fix: string, cause?: unknown): UserError => new UserError({ message, fix, position: { file: shownPath(path) } }, { cause });
  const found = await stat(path).catch((cause: unknown) => { throw refuse(`${what} cannot be read`, 'Name a file that is there, relative to the config file.', cause); });
  if (!found.isFile()) throw refuse(`${what} is not a file`, 'Name a file.');
  if (found.size > largestFile) throw refuse(`${what} has ${Math.ceil(found.size / 1024)} KiB`, `Keep it below ${largestFile / 1024} KiB.`);
  return readFile(path).catch((cause: unknown) => { throw refuse(`${what} cannot be read`, 'Make it readable.', cause); });
}

function textOf(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll('\r\n', '\n');
  } catch (cause) {
    throw new UserError({ message: 'is not UTF-8 text', position: { file }, fix: 'Save it as UTF-8.' }, { cause });
  }
}

/** As messages name a file: short when it is below the working folder. */
function shownPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
}
