import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config, TopLevelSpec } from 'vega-lite';

/** Names of colours and their light values; in dark mode the page's stylesheet gives the same names other values. */
export interface Theme {
  /** `ink` → `#17191c`. */
  readonly colours: ReadonlyMap<string, string>;
  /** `#17191c` → `ink`. */
  readonly names: ReadonlyMap<string, string>;
  /** Advance width of each character in thousandths of the font size. */
  readonly advances: { readonly regular: ReadonlyMap<string, number>; readonly semibold: ReadonlyMap<string, number> };
}

const paletteSchema = z.record(z.string().regex(/^\w+$/), z.string().regex(/^#[0-9a-f]{6}$/));
const advancesSchema = z.object({ regular: z.record(z.string(), z.string()), semibold: z.record(z.string(), z.string()) });

/** Reads the palette and the font's advance widths from the templates. */
export async function readTheme(templatesDir: string): Promise<Theme> {
  const palette = paletteSchema.parse(await readJson(templatesDir, 'palette.json'));
  const advances = advancesSchema.parse(await readJson(templatesDir, 'advance-widths.json'));
  const entries = Object.entries(palette);
  return {
    colours: new Map(entries),
    names: new Map(entries.map(([name, value]) => [value, name])),
    advances: { regular: widthsOf(advances.regular), semibold: widthsOf(advances.semibold) },
  };
}

/** A Vega-Lite spec of the templates, its `@names` of colours replaced by the palette's values. */
export async function readSpec(templatesDir: string, name: string, theme: Theme): Promise<TopLevelSpec> {
  return withColours(await readJson(templatesDir, `${name}.vl.json`), theme) as TopLevelSpec;
}

/** The look that all charts share. */
export async function readConfig(templatesDir: string, theme: Theme): Promise<Config> {
  return withColours(await readJson(templatesDir, 'theme.json'), theme) as Config;
}

/** Colour of a name; an unknown name is our mistake and an error. */
export function colour(theme: Theme, name: string): string {
  const value = theme.colours.get(name);
  if (value === undefined) throw new Error(`the palette has no colour ${name}`);
  return value;
}

/** Palette name of an environment's colour; the same everywhere. */
export function environmentColour(theme: Theme, environment: string): string {
  const name = environment.toLowerCase();
  return name !== 'other' && /^(azure|aws|gcp|azuredevops|github|gitlab|dockerhub|jfrog)$/.test(name) && theme.colours.has(name) ? name : 'other';
}

async function readJson(templatesDir: string, name: string): Promise<unknown> {
  return JSON.parse(await readFile(join(templatesDir, 'charts', name), 'utf8'));
}

/** Every `@name` of a colour as its value. */
export function withColours(value: unknown, theme: Theme): unknown {
  if (typeof value === 'string') return value.startsWith('@') ? colour(theme, value.slice(1)) : value;
  if (Array.isArray(value)) return value.map((entry) => withColours(entry, theme));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withColours(entry, theme)]));
}

function widthsOf(groups: Readonly<Record<string, string>>): Map<string, number> {
  return new Map(Object.entries(groups).flatMap(([width, characters]) => [...characters].map((character): [string, number] => [character, Number(width)])));
}
