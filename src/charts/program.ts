import { Error as errorLevel, parse, View, type Loader, type LoggerInterface, type Runtime } from 'vega';
import { compile, type Config, type TopLevelSpec } from 'vega-lite';
import { plainSvg } from './plainSvg.ts';
import { chartSvg, type SvgWords } from './svg.ts';
import type { Theme } from './theme.ts';

/** Pixels around the plot; nothing is measured, so labels must fit into them. */
export interface Padding {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** What one drawing of a chart needs: size of the plot in px, values of the spec's params, rows of its named datasets. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly padding: Padding;
  readonly params: Readonly<Record<string, unknown>>;
  readonly datasets: Readonly<Record<string, readonly object[]>>;
}

/** A chart spec, compiled and parsed once, that draws any number of charts. */
export type ChartProgram = (drawing: Drawing, words: SvgWords) => Promise<string>;

/** Charts read nothing: whatever a spec names outside itself is refused. */
const refusingLoader: Loader = {
  load: (uri) => Promise.reject(new Error(`a chart may not load anything: ${uri}`)),
  sanitize: (uri) => Promise.reject(new Error(`a chart may not link anywhere: ${uri}`)),
  http: (uri) => Promise.reject(new Error(`a chart may not load anything: ${uri}`)),
  file: (name) => Promise.reject(new Error(`a chart may not read files: ${name}`)),
};

/** Compiles a Vega-Lite spec; a warning of the compiler is an error, since the spec is ours and warnings mean a wrong chart. */
export function chartProgram(spec: TopLevelSpec, config: Config, theme: Theme): ChartProgram {
  const compiled = compile(spec, { config, logger: strictLogger }).spec;
  const runtime: Runtime = parse(compiled);
  const own = isOwn(spec);
  // A spec of one's own reads what it needs of what a chart is given.
  const reads = (kind: 'signals' | 'data', name: string): boolean => !own || (compiled[kind] ?? []).some((one) => one.name === name);
  return async (drawing, words) => {
    const view = new View(runtime, { renderer: 'none', logger: strictLogger, loader: refusingLoader });
    try {
      view.width(drawing.width).height(drawing.height).padding({ ...drawing.padding });
      for (const [name, value] of Object.entries(drawing.params)) if (reads('signals', name)) view.signal(name, value);
      for (const [name, rows] of Object.entries(drawing.datasets)) if (reads('data', name)) view.data(name, rows.map((row) => ({ ...row })));
      await view.runAsync();
      const svg = await view.toSVG();
      return chartSvg(own ? plainSvg(svg) : svg, words, theme);
    } finally {
      view.finalize();
    }
  };
}

/** Mark of a spec that is not shipped: set when it was checked (see specCheck), since it may not bring a `usermeta` itself. */
export const ownSpecMark = { secureScore: 'own' } as const;

function isOwn({ usermeta }: TopLevelSpec): boolean {
  return typeof usermeta === 'object' && usermeta !== null && 'secureScore' in usermeta;
}

function refuse(...messages: readonly unknown[]): never {
  throw new Error(`chart: ${messages.map(String).join(' ')}`);
}

/** Vega's logger where nothing passes unnoticed. */
export const strictLogger: LoggerInterface = {
  level: ((level?: number) => (level === undefined ? errorLevel : strictLogger)) as LoggerInterface['level'],
  error: refuse,
  warn: refuse,
  info: () => strictLogger,
  debug: () => strictLogger,
};
