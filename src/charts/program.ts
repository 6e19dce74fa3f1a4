import { Error as errorLevel, parse, View, type Loader, type LoggerInterface, type Runtime } from 'vega';
import { compile, type Config, type TopLevelSpec } from 'vega-lite';
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
  const runtime: Runtime = parse(compile(spec, { config, logger: strictLogger }).spec);
  return async (drawing, words) => {
    const view = new View(runtime, { renderer: 'none', logger: strictLogger, loader: refusingLoader });
    try {
      view.width(drawing.width).height(drawing.height).padding({ ...drawing.padding });
      for (const [name, value] of Object.entries(drawing.params)) view.signal(name, value);
      for (const [name, rows] of Object.entries(drawing.datasets)) view.data(name, rows.map((row) => ({ ...row })));
      await view.runAsync();
      return chartSvg(await view.toSVG(), words, theme);
    } finally {
      view.finalize();
    }
  };
}

function refuse(...messages: readonly unknown[]): never {
  throw new Error(`chart: ${messages.map(String).join(' ')}`);
}

/** Vega's logger where nothing passes unnoticed. */
const strictLogger: LoggerInterface = {
  level: ((level?: number) => (level === undefined ? errorLevel : strictLogger)) as LoggerInterface['level'],
  error: refuse,
  warn: refuse,
  info: () => strictLogger,
  debug: () => strictLogger,
};
