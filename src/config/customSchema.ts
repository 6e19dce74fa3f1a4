import { z } from 'zod';
import { panelKinds } from '../domain/customising.ts';
import { lineOfText, once } from './checks.ts';

/** Longest introduction, characters: it stands before the first figure. */
export const longestIntroduction = 8_000;

const pathText = z.string().min(1).max(1_000).check((context) => {
  if (/\p{Cc}/u.test(context.value)) context.issues.push({ code: 'custom', input: context.value, message: 'must not hold control characters', params: { fix: 'Write the path on one line.' } });
});

const accentColour = z.string().check((context) => {
  if (/^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(context.value)) return;
  context.issues.push({ code: 'custom', input: context.value, message: `not a colour: ${JSON.stringify(context.value.slice(0, 40))}`, params: { fix: 'Write it as "#1d4f91", in quotes.' } });
});

const logoSchema = z.strictObject({
  file: pathText.describe('PNG, JPEG or SVG of at most 256 KiB, relative to this file. An SVG is written anew from plain shapes; scripts, links and texts in it are refused.'),
  alt: lineOfText.optional().describe('What stands for it where it is not seen. Default: company, else "Logo".'),
});

const introductionSchema = z.union([z.string().min(1).max(longestIntroduction), z.strictObject({ file: pathText.describe('Markdown file, relative to this file.') })]);

export const brandingSchema = z.strictObject({
  company: lineOfText.optional(),
  classification: lineOfText.optional().describe('Printed on every page, e.g. Internal.'),
  footer: lineOfText.optional(),
  accent: accentColour.optional().describe('Colour of links, headings and the target line. Variants for light and dark pages are made from it, with a contrast of at least 4.5:1.'),
  logo: logoSchema.optional().describe('Picture at the top of every page.'),
  introduction: introductionSchema.optional().describe('Markdown before the first figure: paragraphs, lists, emphasis, headings, https links. HTML and pictures in it are not rendered.'),
});

const columnName = z.string().regex(/^[A-Za-z_]\w{0,99}$/, 'is not a name of a column');

const panelSchema = z.strictObject({
  title: lineOfText.describe('Heading of the panel, once only.'),
  description: lineOfText.optional().describe('A sentence under the heading.'),
  query: z.string().min(1).max(20_000).describe('KQL for Azure Resource Graph; checked before anything is sent. At most 1,000 rows are collected.'),
  kind: z.enum(panelKinds).default('table').describe('How it is shown; a chart has its rows as a table beside it.'),
  x: columnName.optional().describe('Column of the chart\'s categories (bar) or times (line). Default: the first that fits.'),
  y: columnName.optional().describe('Column of the chart\'s numbers. Default: the first that fits.'),
  limit: z.int().min(1).max(200).default(20).describe('Rows on the page; the CSV file has all.'),
});

/** Panels at most: each is a query a run, and a section of the report. */
export const mostPanels = 20;

export const panelListSchema = z.array(panelSchema).max(mostPanels).check(once(({ title }) => panelId(title))).default([]).describe('Panels of one\'s own, from Resource Graph queries.');

export const templatesSchema = pathText.optional().describe('Folder of own templates, styles and chart specs that replace shipped ones of the same name, relative to this file.');

/** `Storage accounts, by region` → `storage-accounts-by-region`: name of a panel's CSV file and anchor. */
export function panelId(title: string): string {
  const words = title.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '').replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 60);
  if (words.length >= 3) return words;
  const code = [...title].reduce((hash, character) => (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0, 7);
  return `panel-${code.toString(36)}`;
}
