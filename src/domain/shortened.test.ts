import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestName, shortened, shortenedText } from './shortened.ts';

describe('texts as they are shown', () => {
  it('are cut between characters, with an ellipsis', () => {
    expect(shortenedText('x'.repeat(200), longestName)).toBe('x'.repeat(200));
    expect(shortenedText('x'.repeat(201), longestName)).toBe(`${'x'.repeat(199)}…`);
    const family = '👩‍👩‍👧‍👦';
    expect(shortenedText(family.repeat(20), 10)).toMatch(/^(?:👩‍👩‍👧‍👦)+.{0,8}…$/u);
    fc.assert(fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), (text) => {
      const short = shortenedText(text, 10);
      expect([...new Intl.Segmenter('und').segment(short)].length).toBeLessThanOrEqual(10);
      expect(short === text || text.startsWith(short.slice(0, -1))).toBe(true);
    }));
  });

  it('are names, not ids, addresses or the texts of config', () => {
    const long = 'y'.repeat(2_000);
    const short = shortened({ scopeId: long, portalUrl: long, introduction: long, messages: { a: long }, keys: [long], name: long, sentences: [long], rows: [{ controls: [long] }] });
    expect(short).toMatchObject({ scopeId: long, portalUrl: long, introduction: long, messages: { a: long }, keys: [long] });
    expect([short.name.length, short.sentences[0]?.length, short.rows[0]?.controls[0]?.length]).toEqual([200, 1_000, 200]);
  });

  it('leave a model alone that has nothing too long', () => {
    const model = { rows: [{ name: 'a', ratio: 0.5, none: null }], deep: { list: [1, 2] } };
    expect(shortened(model)).toBe(model);
    const [long, kept] = [{ name: 'z'.repeat(300) }, { name: 'short' }];
    const mixed = shortened({ rows: [long, kept] });
    expect(mixed.rows[1]).toBe(kept);
    expect(mixed.rows[0]?.name).toHaveLength(200);
  });
});
