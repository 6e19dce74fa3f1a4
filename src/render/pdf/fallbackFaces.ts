import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { FileSource } from '../browser.ts';
import { charactersOf } from './woff2.ts';

/**
 * Faces for what the report's own does not have: Chinese, Japanese, Korean and emoji, from Noto as its packages slice it. They
 * bear the name of the report's own family, so that text takes them up wherever it stands, and name only the characters that the
 * document has: a report without them loads none of them and is printed as before.
 */
export interface FallbackFaces {
  /** @font-face rules; empty: none is needed. */
  readonly css: string;
  /** The fonts they name, and nothing else; read when the browser asks for them. */
  readonly files: FileSource;
  /** Scripts of which no shipped font has letters (`Arabic`, `Thai` …): shown in the machine's fonts or, where it has none, as boxes. */
  readonly unshipped: readonly string[];
}

const family = 'Source Sans 3';
/** The weights of the report; a browser keeps faces of other weights apart. */
const weights = [400, 600] as const;
const folder = '.print/faces/';

const eastAsian = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Bopo}\u3000-\u303f\u31c0-\u33ff\ufe30-\ufe4f\uff00-\uffef]/u;
/** Pictures, what modifies them, and the letters of flags; not the signs that are plain text by themselves (©, ↑). */
const pictures = /[\p{Emoji_Presentation}\p{Emoji_Modifier}\p{Regional_Indicator}\p{Extended_Pictographic}]/u;
/** What joins pictures to one and chooses their form. */
const joiners: readonly number[] = [0x200d, 0x20e3, 0xfe0f];
const plainSigns = /[\u0000-\u02ff\u2000-\u25ff]/u;

/** `locale` decides whose form Chinese characters have, unless kana say that the text is Japanese. */
export async function fallbackFaces(text: string, locale: string): Promise<FallbackFaces> {
  const characters = [...new Set(text.match(/[^\u0000-\u02ff]/gu) ?? [])];
  const wanted = characters.filter((character) => eastAsian.test(character) && !pictures.test(character));
  const shown = characters.filter((character) => pictures.test(character) && !plainSigns.test(character));
  const rules = [...await eastAsianRules(codesOf(wanted), packagesFor(characters, locale)), ...await pictureRules(codesOf(shown))];
  const named = new Set(rules.map(({ file }) => file));
  const found = new Set(rules.flatMap(({ codes }) => codes));
  return { css: rules.map(ruleText).join(''), files: filesOf(named), unshipped: scriptsOf(characters.filter((character) => !found.has(character.codePointAt(0) ?? 0))) };
}

interface Rule {
  /** `noto-sans-sc/noto-sans-sc-4-wght-normal.woff2` */
  readonly file: string;
  readonly codes: readonly number[];
}

function ruleText({ file, codes }: Rule): string {
  const range = codes.map((code) => `U+${code.toString(16)}`).join(',');
  return weights.map((weight) => `@font-face { font-family: "${family}"; font-weight: ${weight}; font-display: block; src: url("/${folder}${file}") format("woff2"); unicode-range: ${range}; }\n`).join('');
}

function codesOf(characters: readonly string[]): number[] {
  return characters.flatMap((character) => character.codePointAt(0) ?? []).toSorted((one, other) => one - other);
}

/** Whose forms come first. */
function packagesFor(characters: readonly string[], locale: string): readonly string[] {
  const all = ['noto-sans-sc', 'noto-sans-jp', 'noto-sans-kr'];
  const first = characters.some((character) => /[\p{Script=Hira}\p{Script=Kana}]/u.test(character)) ? 'noto-sans-jp' : { ja: 'noto-sans-jp', ko: 'noto-sans-kr' }[locale.slice(0, 2)];
  return first === undefined ? all : [first, ...all.filter((name) => name !== first)];
}

/** Each character from the first package that has it. */
async function eastAsianRules(codes: readonly number[], packages: readonly string[]): Promise<Rule[]> {
  const rules: Rule[] = [];
  let left = codes;
  for (const name of packages) {
    if (left.length === 0) break;
    const found = await rulesOf(name, left);
    const taken = new Set(found.flatMap((rule) => rule.codes));
    left = left.filter((code) => !taken.has(code));
    rules.push(...found);
  }
  return rules;
}

/** Every slice that has one of the pictures, with the joiners it has: a picture of several signs is drawn by the slice that has them all. */
async function pictureRules(codes: readonly number[]): Promise<Rule[]> {
  if (codes.length === 0) return [];
  return (await rulesOf('noto-emoji', [...joiners, ...codes])).filter((rule) => rule.codes.some((code) => !joiners.includes(code)));
}

/** The slices of a package that have some of the characters, each with those it really has. */
async function rulesOf(name: string, codes: readonly number[]): Promise<Rule[]> {
  const rules: Rule[] = [];
  for (const { file, claims } of await slicesOf(name)) {
    const claimed = codes.filter(claims);
    if (claimed.length === 0) continue;
    const has = await charactersOf(await readFile(fontOf(file)));
    const some = claimed.filter((code) => has.has(code));
    if (some.length > 0) rules.push({ file, codes: some });
  }
  return rules;
}

/** A font of a package that has a part of its characters. */
interface Slice {
  readonly file: string;
  /** By the package's list, which names some that the font lacks. */
  readonly claims: (code: number) => boolean;
}

/** Slices by package: their lists are read once. */
const known = new Map<string, Promise<readonly Slice[]>>();

function slicesOf(name: string): Promise<readonly Slice[]> {
  const slices = known.get(name) ?? readSlices(name);
  known.set(name, slices);
  slices.catch(() => known.delete(name));
  return slices;
}

async function readSlices(name: string): Promise<readonly Slice[]> {
  const list = z.record(z.string(), z.string()).parse(JSON.parse(await readFile(inPackage(name, 'unicode.json'), 'utf8')));
  return Object.entries(list).map(([subset, range]) => ({ file: `${name}/${name}-${subset.replace(/[[\]]/g, '')}-wght-normal.woff2`, claims: within(range) }));
}

/** `U+2b00,U+4e00-4e07` as a test. */
function within(range: string): (code: number) => boolean {
  const parts = range.split(',').map((part) => part.trim().slice(2).split('-').map((code) => Number.parseInt(code, 16)));
  return (code) => parts.some(([from = 0, to = from]) => code >= from && code <= to);
}

function filesOf(named: ReadonlySet<string>): FileSource {
  return async (path) => {
    const file = path.startsWith(folder) ? path.slice(folder.length) : '';
    return named.has(file) ? readFile(fontOf(file)) : null;
  };
}

function fontOf(file: string): string {
  const [name = '', slice = ''] = file.split('/');
  return inPackage(name, `files/${slice}`);
}

function inPackage(name: string, path: string): string {
  return fileURLToPath(import.meta.resolve(`@fontsource-variable/${name}/${path}`));
}

/** Scripts that people's names are written in, by their Unicode name. */
const scripts = ['Arabic', 'Armenian', 'Bengali', 'Cyrillic', 'Devanagari', 'Ethiopic', 'Georgian', 'Greek', 'Gujarati', 'Gurmukhi', 'Han', 'Hangul', 'Hebrew', 'Kannada', 'Khmer', 'Lao', 'Malayalam', 'Mongolian', 'Myanmar', 'Oriya', 'Sinhala', 'Syriac', 'Tamil', 'Telugu', 'Thaana', 'Thai', 'Tibetan'] as const;

function scriptsOf(characters: readonly string[]): readonly string[] {
  // The sum sign of the method's formulas is a Greek letter.
  const letters = characters.filter((character) => character !== 'Σ').join('');
  return scripts.filter((name) => new RegExp(`\\p{Script=${name}}`, 'u').test(letters));
}
