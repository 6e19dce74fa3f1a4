import type { Theme } from './theme.ts';

/** What an SVG says to those who do not see it; `id` is unique in the page. */
export interface SvgWords {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Class of the svg element, for the stylesheet. */
  readonly className: string;
  /** Where values stand in it, for a script; left out: it has none to read. */
  readonly plot?: string;
}

/** Text for the content of an SVG element or a quoted attribute. */
export function escapeXml(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return wellFormed(text).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** Characters that neither XML nor HTML may hold, and halves of surrogate pairs, become the replacement character. */
export function wellFormed(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the characters to remove
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g, '\ufffd');
}

const startTag = /<([a-z]+)((?:\s[\w:-]+="[^"]*")*)\s*(\/?)>/g;
const attribute = /\s([\w:-]+)="([^"]*)"/g;
const dropped = new Set(['class', 'role', 'aria-roledescription', 'aria-hidden', 'pointer-events', 'font-family', 'stroke-miterlimit', 'version', 'xmlns:xlink', 'width', 'height']);

/** Vega's SVG as the page needs it: named and described, colours as classes beside their light values, aria-labels as hover titles, numbers rounded. */
export function chartSvg(svg: string, words: SvgWords, theme: Theme): string {
  const slim = svg.replace(/<path class="(?:back|fore)ground"[^>]*\/>/g, '');
  const body = withoutEmptyGroups(slim.replace(startTag, (_, name: string, attributes: string, slash: string) => tag(name, attributes, slash, theme)));
  const size = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg);
  const [width, height] = [size?.[1] ?? '0', size?.[2] ?? '0'];
  // A function, since names may hold `$&` and the like.
  return wellFormed(body.replace(/^<svg[^>]*>/, () => openSvg(words, Number(width), Number(height))));
}

/** Opening tag of an image with its name and description. */
export function openSvg({ id, title, description, className, plot }: SvgWords, width: number, height: number): string {
  const names = description === '' ? `${id}-t` : `${id}-t ${id}-d`;
  const described = description === '' ? '' : `<desc id="${id}-d">${escapeXml(description)}</desc>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" class="${className}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="${names}"${plot === undefined ? '' : ` data-plot="${plot}"`}><title id="${id}-t">${escapeXml(title)}</title>${described}`;
}

function tag(name: string, attributes: string, slash: string, theme: Theme): string {
  const kept: string[] = [];
  const classes: string[] = [];
  let title = '';
  // Hover strips: a class instead of a colour and an opacity for each of hundreds.
  const invisible = attributes.includes(' opacity="0"');
  for (const [, key = '', value = ''] of attributes.matchAll(attribute)) {
    if (key === 'aria-label') title = name === 'g' ? '' : value;
    if (key === 'aria-label' || (dropped.has(key) && !(name === 'rect' && (key === 'width' || key === 'height')))) continue;
    if (key === 'opacity' && value === '1') continue;
    if (invisible && (key === 'opacity' || key === 'fill')) continue;
    const colourName = key === 'fill' || key === 'stroke' ? theme.names.get(value) : undefined;
    if (colourName !== undefined) classes.push(`${key === 'fill' ? 'f' : 's'}-${colourName}`);
    kept.push(` ${key}="${key === 'transform' || key === 'd' ? rounded(value) : value}"`);
  }
  if (invisible) classes.push('h');
  const paint = classes.length === 0 ? '' : ` class="${classes.join(' ')}"`;
  const start = `<${name}${paint}${kept.join('')}`;
  if (title === '') return `${start}${slash}>`;
  return slash === '/' ? `${start}><title>${title}</title></${name}>` : `${start}><title>${title}</title>`;
}

/** Numbers with at most one decimal. */
function rounded(value: string): string {
  return value.replace(/-?\d+\.\d{2,}(?:e-?\d+)?/g, (digits) => String(Math.round(Number(digits) * 10) / 10));
}

function withoutEmptyGroups(svg: string): string {
  const next = svg.replace(/<g(?:\s[\w:-]+="[^"]*")*\s*(?:\/>|><\/g>)/g, '');
  return next === svg ? svg : withoutEmptyGroups(next);
}
