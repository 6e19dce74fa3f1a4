import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { formatFor } from './format.ts';
import { argumentsOf } from './messageCheck.ts';
import { isMessageKey, languages, messageHelper, packs, wordsFor } from './language.ts';

/** Messages named by a word of the service (see serviceWords.ts). */
const serviceWords = ['severity.', 'effort.', 'impact.', 'state.'];

const root = new URL('../../', import.meta.url);

/** Texts of the program, or of its templates alone. */
async function sources(...folders: readonly string[]): Promise<readonly string[]> {
  const wanted = folders.length === 0 ? ['src', 'templates'] : folders;
  const found = await Promise.all(wanted.map(async (folder) => (await readdir(new URL(folder, root), { recursive: true })).filter((name) => /\.(ts|hbs)$/.test(name) && !name.endsWith('.test.ts')).map((name) => `${folder}/${name}`)));
  return Promise.all(found.flat().map((path) => readFile(new URL(path, root), 'utf8')));
}

describe('language packs', () => {
  it.each(languages)('%s has every message that English has, and no other', (language) => {
    expect(Object.keys(packs[language]).toSorted()).toEqual(Object.keys(packs.en).toSorted());
  });

  it.each(languages)('%s asks for the same arguments', (language) => {
    const differing = Object.entries(packs.en).flatMap(([key, message]) => {
      if (!isMessageKey(key)) return [key];
      const [wanted, found] = [argumentsOf(message), argumentsOf(packs[language][key])];
      return JSON.stringify(wanted) === JSON.stringify(found) ? [] : [`${key}: ${wanted.join(', ')} ≠ ${found.join(', ')}`];
    });
    expect(differing).toEqual([]);
  });

  it('hold every message that code and templates name, and none that nobody names', async () => {
    const texts = await sources();
    const named = new Set(texts.flatMap((text) => [...text.matchAll(/['"`]([a-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)+)['"`]/g)].map(([, key]) => key ?? '')));
    const families = new Set(texts.flatMap((text) => [...text.matchAll(/`([a-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]*)*)\$\{/g)].map(([, start]) => start ?? '')));
    const isNamed = (key: string): boolean => named.has(key) || [...families, ...serviceWords].some((start) => start !== '' && key.startsWith(start));
    expect(Object.keys(packs.en).filter((key) => !isNamed(key)), 'messages that nobody names').toEqual([]);
    const inTemplates = (await sources('templates')).flatMap((text) => [...text.matchAll(/\{\{~?t "([^"]+)"|\(t "([^"]+)"/g)].map(([, key, nested]) => key ?? nested ?? ''));
    expect(inTemplates.filter((key) => !isMessageKey(key)), 'messages that no pack has').toEqual([]);
  });

  it.each(languages)('%s holds no markup, no spaces at the ends and no ASCII apostrophe, which ICU reads as a quote', (language) => {
    expect(Object.entries(packs[language]).filter(([, message]) => /[<>']|^ | $/.test(message) || message === '')).toEqual([]);
  });
});

describe('words', () => {
  it('puts values in as they are: neither ICU nor HTML', () => {
    expect(wordsFor('en', 'en-GB').text('format.pp', { change: '{x} <b> # ’{’ $&' })).toBe('{x} <b> # ’{’ $&\u00a0pp');
  });

  it('takes plural forms from the language and digits from the locale', () => {
    const own = { 'format.pp': '{change, plural, one {# day} other {# days}}' };
    expect(wordsFor('en', 'ja-JP', own).text('format.pp', { change: 1 })).toBe('1 day');
    expect(wordsFor('en', 'de-DE', own).text('format.pp', { change: 1234 })).toBe('1.234 days');
  });

  it('refuses a missing argument and an unknown key', () => {
    expect(() => wordsFor('en', 'en-GB').text('format.pp')).toThrow('change');
    expect(() => messageHelper(wordsFor('en', 'en-GB'))('no.such', { hash: {} })).toThrow('no message "no.such"');
  });

  it('writes German figures the German way', () => {
    const format = formatFor('de-DE', 'Europe/Berlin', 'de');
    expect([format.percent(0.6127), format.pp(0.012), format.percent(null), format.day('2026-11-21')]).toEqual(['61,3\u00a0%', '+1,2\u00a0PP', 'keine Daten', '21. Nov. 2026']);
  });
});
