/**
 * An SVG logo written anew from the few elements and attributes a drawing needs. Nothing of the file is copied: what is not on the lists is not
 * in the result, so a script, a handler, a link, a foreign object or an address has no way through, however it is spelled.
 */
export interface SvgDrawing {
  readonly text: string;
  /** From viewBox, else width and height. */
  readonly width: number;
  readonly height: number;
}

/** What keeps a file from being used, with its line. */
export interface SvgFault {
  readonly line: number;
  readonly message: string;
  readonly fix: string;
}

const elements = new Set([
  'svg', 'g', 'path', 'rect', 'circle', 'ellipse', 'line', 'polyline', 'polygon', 'defs', 'clipPath', 'mask', 'linearGradient', 'radialGradient', 'stop', 'title', 'desc', 'symbol',
]);

/** Left out with all in it; anything else that is not an element of a drawing is left out too, but these are named since people look for them. */
const active = new Set(['script', 'foreignobject', 'iframe', 'object', 'embed', 'audio', 'video', 'handler', 'listener', 'set', 'animate', 'animatetransform', 'animatemotion', 'a', 'use', 'image', 'feimage']);

const attributes = new Set([
  'id', 'd', 'x', 'y', 'x1', 'x2', 'y1', 'y2', 'cx', 'cy', 'r', 'rx', 'ry', 'fx', 'fy', 'width', 'height', 'points', 'transform', 'viewBox', 'preserveAspectRatio', 'offset', 'gradientUnits', 'gradientTransform',
  'spreadMethod', 'clipPathUnits', 'maskUnits', 'maskContentUnits',
]);

const paints = new Set([
  'fill', 'fill-opacity', 'fill-rule', 'stroke', 'stroke-width', 'stroke-opacity', 'stroke-linecap', 'stroke-linejoin', 'stroke-miterlimit', 'stroke-dasharray', 'stroke-dashoffset', 'opacity', 'clip-path',
  'clip-rule', 'mask', 'stop-color', 'stop-opacity', 'color', 'display', 'visibility',
]);

const token = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[[\s\S]*?\]\]>|<!DOCTYPE[^>[]*(?:\[[^\]]*\])?[^>]*>|<\/([A-Za-z][\w:.-]*)\s*>|<([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|[^<]+/gy;

/** The drawing in an SVG file, or why there is none. */
export function readSvg(source: string): SvgDrawing | SvgFault {
  const lineAt = (offset: number): number => source.slice(0, offset).split('\n').length;
  const writer = createWriter();
  token.lastIndex = 0;
  let end = 0;
  while (end < source.length) {
    const match = token.exec(source);
    if (match === null) return { line: lineAt(end), message: 'is not well-formed SVG', fix: 'Export it anew as plain SVG, or give a PNG.' };
    end = token.lastIndex;
    const [whole, closed, opened, given = '', slash] = match;
    if (closed !== undefined) writer.close(closed);
    else if (opened !== undefined) {
      const fault = writer.open(opened, given, slash === '/');
      if (fault !== null) return { line: lineAt(match.index), ...fault };
    } else if (!whole.startsWith('<')) writer.text(whole);
  }
  return writer.done() ?? { line: 1, message: 'holds no drawing with a size', fix: 'Give its svg element a viewBox, or width and height in pixels.' };
}

function createWriter() {
  const out: string[] = [];
  const open: string[] = [];
  let skipping: { readonly name: string; depth: number } | null = null;
  let size: readonly [number, number] | null = null;
  return {
    open: (name: string, given: string, empty: boolean): Omit<SvgFault, 'line'> | null => {
      if (skipping !== null) {
        if (name === skipping.name && !empty) skipping.depth += 1;
        return null;
      }
      const lower = name.toLowerCase();
      if (active.has(lower)) return { message: `holds <${name}>, which a drawing does not need`, fix: 'Export it as plain shapes (no scripts, links, pictures or re-used symbols), or give a PNG.' };
      if (lower === 'style') return { message: 'holds a stylesheet', fix: 'Export it with presentation attributes instead of CSS, or give a PNG.' };
      if (lower === 'text') return { message: 'holds text, whose font readers may not have', fix: 'Convert text to paths, or give a PNG.' };
      if (!elements.has(name)) {
        if (!empty) skipping = { name, depth: 1 };
        return null;
      }
      const own = attributesOf(given);
      if (open.length === 0) {
        if (name !== 'svg') return { message: 'does not begin with <svg>', fix: 'Give an SVG file.' };
        size = sizeOf(own);
        own.delete('x');
        own.delete('y');
      }
      const names = open.length === 0 ? ' xmlns="http://www.w3.org/2000/svg"' : '';
      out.push(`<${name}${names}${[...own].map(([key, value]) => ` ${key}="${escaped(value)}"`).join('')}${empty ? '/>' : '>'}`);
      if (!empty) open.push(name);
      return null;
    },
    close: (name: string): void => {
      if (skipping !== null) {
        if (name === skipping.name) skipping.depth -= 1;
        if (skipping.depth === 0) skipping = null;
        return;
      }
      if (open.at(-1) !== name) return;
      open.pop();
      out.push(`</${name}>`);
    },
    text: (text: string): void => {
      const parent = open.at(-1);
      if (skipping === null && (parent === 'title' || parent === 'desc')) out.push(escaped(decoded(text)));
    },
    done: (): SvgDrawing | null => {
      while (open.length > 0) out.push(`</${open.pop() ?? ''}>`);
      return size === null ? null : { text: out.join(''), width: size[0], height: size[1] };
    },
  };
}

/** Those on the lists with a harmless value; declarations of a style attribute become attributes. */
function attributesOf(given: string): Map<string, string> {
  const own = new Map<string, string>();
  const add = (name: string, value: string): void => {
    if ((attributes.has(name) || paints.has(name)) && isHarmless(value)) own.set(name, value);
  };
  for (const [, name = '', double, single] of given.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    const value = decoded(double ?? single ?? '');
    if (name !== 'style') add(name, value);
    else for (const part of value.split(';')) add(part.slice(0, part.indexOf(':')).trim(), part.slice(part.indexOf(':') + 1).trim());
  }
  return own;
}

/** Nothing that names anything but a part of the same file. */
function isHarmless(value: string): boolean {
  if (!/^[\w\s#.,;%()+'"-]*$/.test(value)) return false;
  return !/url|image|src|expression|var\s*\(/i.test(value.replace(/url\(\s*['"]?#[\w.-]+['"]?\s*\)/g, ''));
}

function sizeOf(own: ReadonlyMap<string, string>): readonly [number, number] | null {
  const box = (own.get('viewBox') ?? '').trim().split(/[\s,]+/).map(Number);
  const [width, height] = box.length === 4 ? [box[2], box[3]] : [Number.parseFloat(own.get('width') ?? ''), Number.parseFloat(own.get('height') ?? '')];
  return width !== undefined && height !== undefined && width > 0 && height > 0 && Number.isFinite(width) && Number.isFinite(height) ? [width, height] : null;
}

function decoded(text: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return named[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  });
}

function escaped(text: string): string {
  return text.toWellFormed().replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');
}
