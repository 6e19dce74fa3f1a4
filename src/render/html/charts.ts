/** What the page needs of the charts stage; its type is wider, and stages do not import each other. */
export interface RenderedFigure {
  readonly title: string;
  readonly subtitle: string;
  readonly description: string;
  readonly drawings: readonly { readonly size: string; readonly svg: string }[];
}

/** Charts of one report by key (see the charts stage). */
export interface Charts {
  readonly figures: ReadonlyMap<string, RenderedFigure>;
  readonly marks: ReadonlyMap<string, string>;
  readonly findings: ReadonlyMap<string, string>;
  readonly failures: ReadonlyMap<string, string>;
}

/** SVG texts for the `drawing` partial, the only place where text is not escaped: the charts stage has done it. */
export interface Drawing {
  readonly svgs: readonly string[];
}

/** A chart for the `figure` partial. */
export interface FigureView extends Drawing {
  /** `frame-<kind>` in the stylesheet. */
  readonly kind: string;
  readonly subtitle: string;
  /** Lowest and highest value in words; empty: not shown. */
  readonly extremes: string;
  /** Why it could not be drawn; null: it was. */
  readonly failed: string | null;
  readonly table: ValuesTable | null;
}

export interface Cell {
  readonly text: string;
  readonly numeric: boolean;
  readonly first: boolean;
}

/** The values of a chart as text. */
export interface ValuesTable {
  readonly summary: string;
  readonly caption: string;
  readonly head: readonly Cell[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Charts of one long line, whose lowest and highest day are worth a sentence. */
const linesWithExtremes = new Set(['trend', 'aggregate']);

/** A figure with its table; null: there is nothing to draw. */
export function figureView(charts: Charts, key: string, table: ValuesTable | null = null): FigureView | null {
  const failed = charts.failures.get(key) ?? null;
  if (failed !== null) return { kind: kindOf(key), subtitle: '', extremes: '', svgs: [], failed, table };
  const figure = charts.figures.get(key);
  return figure === undefined ? null : { kind: kindOf(key), subtitle: figure.subtitle, extremes: linesWithExtremes.has(key) ? figure.description : '', svgs: figure.drawings.map(({ svg }) => svg), failed: null, table };
}

/** A small chart or, where there is none, an empty place. */
export function cardFigure(charts: Charts, key: string): Drawing & { readonly failed: boolean } {
  return { svgs: charts.figures.get(key)?.drawings.map(({ svg }) => svg) ?? [], failed: charts.failures.has(key) };
}

/** An inline mark (sparkline, bar). */
export function markView(charts: Charts, key: string): Drawing {
  const svg = charts.marks.get(key) ?? '';
  return { svgs: svg === '' ? [] : [svg] };
}

/** A table of texts: columns whose name ends in `#` hold numbers; the first cell of a row is its head. */
export function valuesTable(summary: string, caption: string, columns: readonly string[], rows: readonly (readonly string[])[]): ValuesTable {
  const numeric = columns.map((column) => column.endsWith('#'));
  const cell = (text: string, index: number): Cell => ({ text, numeric: numeric[index] ?? false, first: index === 0 });
  return {
    summary,
    caption,
    head: columns.map((column, index) => ({ ...cell(column.replace(/#$/, ''), index), first: false })),
    rows: rows.map((row) => row.map(cell)),
  };
}

function kindOf(key: string): string {
  return key.split(':')[0] ?? key;
}
