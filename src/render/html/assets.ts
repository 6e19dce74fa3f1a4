import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brandOf } from '../brand/brand.ts';
import type { LogoView } from './page.ts';

/**
 * Assets lie in `assets/` inside every report's folder, so that a run's folder works wherever it is moved or mailed to;
 * their names carry a hash of their bytes, so that hosts may cache them for ever.
 */

export interface Asset {
  /** Relative to the page. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Every file a report needs beside it, by path relative to the page. */
export async function reportAssets(templatesDir: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const [styles, script] = [await pageStyles(templatesDir), await pageScript(templatesDir)];
  const fonts = (await readFonts(templatesDir)).filter(({ source }) => !onEveryPage.test(source));
  const licence = await readFile(join(fontFolder(templatesDir), licenceName));
  const logo = await pageLogo(templatesDir);
  return new Map([...(logo === null ? [] : [[logo.path, logo.bytes] as const]), [styles.path, styles.bytes], [script.path, script.bytes], ...fonts.map((font): [string, Uint8Array] => [`assets/${font.name}`, font.bytes]), [`assets/${licenceName}`, licence]]);
}

const licenceName = 'LICENSE-source-sans-3.txt';

/** Faces that every page needs stand in the stylesheet itself (16 kB each): a face that arrives later moves the text that is on screen already. */
const onEveryPage = /-latin-\d+-/;

/** A face inside a stylesheet is there in a moment; until then text is not shown rather than shown in another. */
const insideFace = /font-display: swap;(?= src: url\("data:)/g;

/** The stylesheet for where text has to wait for its face however long that takes: paper and pictures. */
export function waitingForFaces(css: string): string {
  return css.replaceAll('font-display: fallback;', 'font-display: block;');
}

/** The stylesheet as a file named after its content. */
export async function pageStyles(templatesDir: string): Promise<Asset> {
  const bytes = Buffer.from(await stylesWithFaces(templatesDir, 'report.css', (font) => (onEveryPage.test(font.source) ? dataAddress(font) : font.name)));
  return { path: `assets/report.${hashOf(bytes)}.css`, bytes };
}

/** The stylesheet of the page over all runs, which links the other faces below `fonts/`. */
export function siteStyles(templatesDir: string): Promise<string> {
  return stylesWithFaces(templatesDir, 'site.css', (font) => (onEveryPage.test(font.source) ? dataAddress(font) : `fonts/${font.source}`));
}

/** The script that enhances the page, as a file named after its content. */
export async function pageScript(templatesDir: string): Promise<Asset> {
  const bytes = await readFile(join(templatesDir, 'assets', 'report.js'));
  return { path: `assets/report.${hashOf(bytes)}.js`, bytes };
}

/** The stylesheet with its fonts inside. */
export function singleFileStyles(templatesDir: string): Promise<string> {
  return stylesWithFaces(templatesDir, 'report.css', dataAddress);
}

/** A stylesheet of the templates with the address of each face. */
async function stylesWithFaces(templatesDir: string, name: string, addressOf: (font: Font) => string): Promise<string> {
  let text = await readFile(join(templatesDir, 'assets', name), 'utf8');
  for (const font of await readFonts(templatesDir)) text = text.replaceAll(`fonts/${font.source}`, addressOf(font));
  return text.replaceAll(insideFace, 'font-display: fallback;');
}

function dataAddress({ bytes }: Font): string {
  return `data:font/woff2;base64,${Buffer.from(bytes).toString('base64')}`;
}

/** The company's logo as a file of a page; null: there is none. */
export async function pageLogo(templatesDir: string): Promise<(Asset & Pick<LogoView, 'alt' | 'width' | 'height'>) | null> {
  const { logo } = await brandOf(templatesDir);
  if (logo === null) return null;
  const bytes = await readFile(join(templatesDir, 'assets', logo.name));
  return { path: `assets/${logo.name.replace('logo.', `logo.${hashOf(bytes)}.`)}`, bytes, alt: logo.alt, width: logo.width, height: logo.height };
}

/** Content types of logos. */
const pictureTypes: Readonly<Record<string, string>> = { png: 'image/png', jpg: 'image/jpeg', svg: 'image/svg+xml' };

/** The logo as a page at some depth below the report shows it; `inside`: in the page itself. */
export async function logoView(templatesDir: string, below: string, inside = false): Promise<LogoView | null> {
  const logo = await pageLogo(templatesDir);
  if (logo === null) return null;
  const { path, bytes, alt, width, height } = logo;
  const type = pictureTypes[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
  return { src: inside ? `data:${type};base64,${Buffer.from(bytes).toString('base64')}` : `${below}${path}`, alt, width, height };
}

/** The page's own content security policy: nothing but its stylesheet, fonts, its logo and, where asked for, its script; what is inline only by its hash. */
export function pagePolicy(inlineStyles: string | null, scripts = false, pictures = false, inlineScript: string | null = null): string {
  const rest = `${pictures ? `img-src ${inlineStyles === null ? "'self'" : 'data:'}; ` : ''}base-uri 'none'; form-action 'none'`;
  if (inlineStyles === null) return `default-src 'none'; style-src 'self'; font-src 'self' data:; ${scripts ? "script-src 'self'; " : ''}${rest}`;
  return `default-src 'none'; style-src ${sourceOf(inlineStyles)}; font-src data:; ${inlineScript === null ? '' : `script-src ${sourceOf(inlineScript)}; `}${rest}`;
}

/** What a policy calls an inline text. */
function sourceOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

interface Font {
  readonly source: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

async function readFonts(templatesDir: string): Promise<Font[]> {
  const names = (await readdir(fontFolder(templatesDir))).filter((name) => name.endsWith('.woff2')).toSorted();
  return Promise.all(names.map(async (source) => {
    const bytes = await readFile(join(fontFolder(templatesDir), source));
    return { source, bytes, name: source.replace(/\.woff2$/, `.${hashOf(bytes)}.woff2`) };
  }));
}

function fontFolder(templatesDir: string): string {
  return join(templatesDir, 'assets', 'fonts');
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 10);
}
