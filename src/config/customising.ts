import { readFileSync, realpathSync, statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import type { z } from 'zod';
import type { BrandingConfig, PanelConfig, QueryPlace } from '../domain/customising.ts';
import { UserError } from '../domain/errors.ts';
import { longestIntroduction, panelId, type brandingSchema, type panelListSchema } from './customSchema.ts';
import { dottedPath, type Path, type YamlTree } from './yamlTree.ts';

interface CustomSpec {
  readonly branding: z.output<typeof brandingSchema>;
  readonly panels: z.output<typeof panelListSchema>;
  readonly templates?: string | undefined;
}

/** Where the config came from: its folder, its text with places; null where nobody wrote one. */
export interface Written {
  readonly tree: YamlTree;
  readonly text: string;
}

/** Branding, own templates and own panels. @throws UserError when the introduction's file cannot be read. */
export function normalizeCustomising({ branding, panels, templates }: CustomSpec, folder: string, written: Written | null): { readonly branding: BrandingConfig; readonly panels: readonly PanelConfig[]; readonly templates: string | null } {
  const company = branding.company ?? null;
  return {
    branding: {
      company,
      classification: branding.classification ?? null,
      footer: branding.footer ?? null,
      accent: branding.accent === undefined ? null : sixDigits(branding.accent),
      introduction: introductionOf(branding.introduction, folder, written),
      logo: branding.logo === undefined ? null : { path: resolve(folder, branding.logo.file), alt: branding.logo.alt ?? company ?? 'Logo' },
    },
    templates: templates === undefined ? null : resolve(folder, templates),
    panels: panels.map(({ title, description, query, kind, x, y, limit }, index) => ({
      id: panelId(title), title, query, kind, limit,
      description: description ?? null, x: x ?? null, y: y ?? null,
      place: queryPlace(['report', 'panels', index, 'query'], written),
    })),
  };
}

function sixDigits(colour: string): string {
  const digits = colour.slice(1).toLowerCase();
  return `#${digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits}`;
}

function introductionOf(given: CustomSpec['branding']['introduction'], folder: string, written: Written | null): string | null {
  if (given === undefined || typeof given === 'string') return given ?? null;
  const path: Path = ['report', 'branding', 'introduction', 'file'];
  const position = { ...written?.tree.position(path), path: dottedPath(path) };
  const refuse = (message: string, fix: string, cause?: unknown): UserError => new UserError({ message, fix, position }, { cause });
  const file = resolve(folder, given.file);
  if (!/\.(?:md|markdown|txt)$/i.test(file)) throw refuse(`${given.file} is no Markdown file by its name`, 'Name a file that ends in .md.');
  try {
    // Whoever may change the config must not thereby publish another file of the machine that runs it, not even by a link in the repository.
    if (!realpathSync(file).startsWith(`${realpathSync(folder)}${sep}`)) throw refuse(`${given.file} lies outside the folder of the config file`, 'Put it beside the config file or below.');
    // A character of UTF-8 has at most four bytes.
    if (statSync(file).size > 4 * longestIntroduction) throw refuse(`${given.file} is larger than an introduction may be`, `Keep it below ${longestIntroduction} characters.`);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
    if (text.length > longestIntroduction) throw refuse(`${given.file} has ${text.length} characters`, `Keep it below ${longestIntroduction}.`);
    return text.trim() === '' ? null : text;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw refuse(`${given.file} cannot be read as UTF-8 text`, 'Name a Markdown file, relative to the config file.', error);
  }
}

/** Where a query's first character stands: of a block (`|`) the first line below it, of others the value itself. */
function queryPlace(path: Path, written: Written | null): QueryPlace {
  const { file = 'config.yaml', line = 1, column = 1 } = written?.tree.position(path) ?? {};
  const place = { file, path: dottedPath(path) };
  const lines = written?.text.split('\n') ?? [];
  const opening = (lines[line - 1] ?? '').slice(column - 1);
  if (!/^[|>]/.test(opening)) return { ...place, line, column: /^["']/.test(opening) ? column + 1 : column, lineByLine: false };
  const first = lines.findIndex((text, index) => index >= line && text.trim() !== '');
  const indent = first < 0 ? 0 : (lines[first] ?? '').search(/\S/);
  // Blank lines at the beginning belong to the query.
  return { ...place, line: line + 1, column: indent + 1, lineByLine: opening.startsWith('|') };
}
