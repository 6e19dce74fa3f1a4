/** Elements and attributes that a drawn chart consists of. */
const elements = new Set(['svg', 'g', 'path', 'rect', 'circle', 'line', 'text', 'tspan', 'title', 'desc', 'defs', 'clipPath']);
const active = /^(?:on|xlink:|href|style|src|formaction|xmlns:(?!xlink$))/i;

/** The drawing as it is when it is nothing but shapes and texts: the last look at what a chart spec of one's own has drawn. Throws otherwise. */
export function plainSvg(svg: string): string {
  for (const [, name = '', attributes = ''] of svg.matchAll(/<\/?([^\s/>]+)((?:\s+[\w:-]+="[^"]*")*)/g)) {
    if (!elements.has(name)) throw new Error(`the chart drew <${name.slice(0, 40)}>, which is no shape`);
    for (const [, key = '', value = ''] of attributes.matchAll(/\s+([\w:-]+)="([^"]*)"/g)) {
      if (active.test(key)) throw new Error(`the chart drew the attribute ${key}`);
      if (/url\(|javascript:|expression\(/i.test(value.replace(/url\(#[\w-]+\)/g, '')) && !key.startsWith('aria-')) throw new Error(`the chart drew an address in ${key}`);
    }
  }
  return svg;
}
