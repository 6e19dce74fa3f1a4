import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fallbackFaces } from './fallbackFaces.ts';
import { charactersOf } from './woff2.ts';

/** Package and code points of each face. */
async function facesOf(text: string, locale = 'en-GB'): Promise<ReadonlyMap<string, string>> {
  const { css } = await fallbackFaces(text, locale);
  const faces = new Map<string, string>();
  for (const [, name = '', range = ''] of css.matchAll(/font-weight: 400;[^}]*faces\/([a-z-]+)\/[^}]*unicode-range: ([^;]*);/g)) {
    const characters = range.split(',').map((code) => String.fromCodePoint(Number.parseInt(code.slice(2), 16))).join('');
    faces.set(name, `${faces.get(name) ?? ''}${characters}`);
  }
  return faces;
}

const sorted = (text: string): string => [...text].toSorted().join('');

describe('fallback faces', () => {
  it('are none for a report in Latin letters, with all its signs', async () => {
    const text = 'Źródło ≥ 80 % − “x” … ↑ ↓ ▶ © ™ ÷ Σ Ω';
    expect(await fallbackFaces(text, 'en-GB')).toMatchObject({ css: '', unshipped: ['Greek'] });
    expect((await fallbackFaces(text.replace('Ω', ''), 'en-GB')).unshipped).toEqual([]);
  });

  it('give each character to one package: Chinese before Japanese, unless there are kana or the report is Korean', async () => {
    expect([...(await facesOf('中文')).keys()]).toEqual(['noto-sans-sc']);
    const mixed = await facesOf('中文 日本のカタカナ 한국어');
    expect(sorted(mixed.get('noto-sans-jp') ?? '')).toBe(sorted('中文日本のカタナ'));
    expect(sorted(mixed.get('noto-sans-kr') ?? '')).toBe(sorted('한국어'));
    expect([...(await facesOf('漢字 한국', 'ko-KR')).keys()]).toEqual(['noto-sans-kr']);
    expect([...(await facesOf('漢字', 'ja-JP')).keys()]).toEqual(['noto-sans-jp']);
  });

  it('draw joined pictures with the slice that has the joiners', async () => {
    expect((await facesOf('👩‍🚀')).get('noto-emoji')).toContain('\u200d');
  });

  it('come in both weights of the report', async () => {
    const { css } = await fallbackFaces('中', 'en-GB');
    expect(css.match(/font-weight: \d+/g)).toEqual(['font-weight: 400', 'font-weight: 600']);
  });

  it('name the scripts that no shipped font has, also where a package claims them', async () => {
    expect((await fallbackFaces('اختبار ไทย Имя 中文 𠮷', 'en-GB')).unshipped).toEqual(['Arabic', 'Cyrillic', 'Thai']);
  });

  it('are files of the packages that have what the rules say, and no other files', async () => {
    const { css, files } = await fallbackFaces('中文の한국 🚀', 'en-GB');
    const rules = [...css.matchAll(/url\("\/([^"]+)"\)[^}]*unicode-range: ([^;]*);/g)];
    expect(rules.length).toBeGreaterThan(6);
    for (const [, path = '', range = ''] of rules) {
      const has = await charactersOf((await files(path)) ?? new Uint8Array());
      expect(range.split(',').filter((code) => !has.has(Number.parseInt(code.slice(2), 16)))).toEqual([]);
    }
    for (const path of ['.print/faces/../../package.json', '.print/faces/noto-sans-sc/noto-sans-sc-0-wght-normal.woff2', '.print/faces/noto-emoji/../../x']) expect(await files(path)).toBeNull();
  });

  it('are rules that no text can leave', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
      const { css } = await fallbackFaces(text, 'en-GB');
      expect(css.replaceAll(/@font-face \{ font-family: "Source Sans 3"; font-weight: \d+; font-display: block; src: url\("\/[.a-z0-9/-]+"\) format\("woff2"\); unicode-range: [U+0-9a-f,]+; \}\n/g, '')).toBe('');
    }), { numRuns: 50 });
  });

  it('are not read from what is no font', async () => {
    await expect(charactersOf(Buffer.from('wOFFnothing'))).rejects.toThrow(/WOFF2/);
  });
});
