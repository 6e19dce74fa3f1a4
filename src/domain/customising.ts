/** Ways in which a panel of one's own is shown. */
export const panelKinds = ['table', 'bar', 'line'] as const;
export type PanelKind = (typeof panelKinds)[number];

/** Where a query stands in the config file, so that a fault in it can be pointed to. */
export interface QueryPlace {
  readonly file: string;
  /** Line and column of the query's first character, from 1. */
  readonly line: number;
  readonly column: number;
  /** True: each line of the query is a line of the file, indented to `column`. */
  readonly lineByLine: boolean;
  /** Dotted path of the key. */
  readonly path: string;
}

/** A panel of one's own: rows of a Resource Graph query. */
export interface PanelConfig {
  /** Unique among the panels, letters, digits and hyphens; names its CSV file. */
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
  /** KQL for Azure Resource Graph. */
  readonly query: string;
  readonly kind: PanelKind;
  /** Column of the categories or times of a chart; null: the first that fits. */
  readonly x: string | null;
  /** Column of the numbers of a chart; null: the first that fits. */
  readonly y: string | null;
  /** Rows shown on the page; the CSV file has all that were collected. */
  readonly limit: number;
  readonly place: QueryPlace;
}

export interface BrandingConfig {
  readonly company: string | null;
  readonly classification: string | null;
  readonly footer: string | null;
  /** `#rrggbb`, lower case; null: the program's own. */
  readonly accent: string | null;
  /** Markdown; null for none. */
  readonly introduction: string | null;
  readonly logo: LogoConfig | null;
}

export interface LogoConfig {
  /** Absolute path of a PNG, JPEG or SVG file. */
  readonly path: string;
  /** What stands for it where it is not seen. */
  readonly alt: string;
}
