/** Widths a chart is drawn for; the stylesheet shows the one that fits. Print shows `medium`. */
export type ChartSize = 'wide' | 'medium' | 'narrow';

/** A finished chart: its finding, what it measures, in words, and as SVG in one or more sizes. */
export interface ChartFigure {
  readonly key: string;
  /** The finding, a sentence computed from the numbers. */
  readonly title: string;
  /** Measure, unit and range. */
  readonly subtitle: string;
  /** Text alternative. */
  readonly description: string;
  readonly drawings: readonly { readonly size: ChartSize; readonly svg: string }[];
}

/** All charts of one report. */
export interface Charts {
  /** By key: trend, aggregate:<days>, environment:<name>, control:<id>, controls. */
  readonly figures: ReadonlyMap<string, ChartFigure>;
  /** Small inline marks by key: target, headline, scope:<id>, top:<index>, change:<index>, control:<id>. */
  readonly marks: ReadonlyMap<string, string>;
  /** The finding of each section by its key. */
  readonly findings: ReadonlyMap<string, string>;
  /** Charts that could not be drawn, and why. */
  readonly failures: ReadonlyMap<string, string>;
}
