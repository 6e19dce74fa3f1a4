import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withBookmarks } from './outline.ts';
import { textString } from './properties.ts';
import { bodyText, type PdfFile } from './structure.ts';

const file = (...bodies: readonly string[]): PdfFile => ({ objects: bodies.map((body, index) => ({ number: index + 1, body: Buffer.from(body, 'latin1') })), information: 1, root: 1, size: bodies.length + 1 });
const bookmark = (title: string): string => `<</Title ${title}\n/Dest [2 0 R /XYZ 7 8 0]\n/Parent 17 0 R>>`;
const hex = (text: string): string => `<FEFF${Buffer.from(text, 'utf16le').swap16().toString('hex').toUpperCase()}>`;

describe('bookmarks', () => {
  it('have the words of their headings, once and with their spaces', () => {
    const html = '<h2 id="a"><bdi>Restrict &amp; allow</bdi>\n network &lt;access&gt;</h2><h3>日本 語</h3><h3>Groups</h3>';
    const made = withBookmarks(file(bookmark('(Restrict & allow network<access>)'), bookmark(hex('日本語')), bookmark('(GroupsGroups)')), html);
    expect([1, 2, 3].map((number) => bodyText(made, number))).toEqual([bookmark(textString('Restrict & allow network <access>')), bookmark(textString('日本 語')), bookmark(textString('Groups'))]);
  });

  it('are read with their escapes, and left alone when no heading says the same', () => {
    const [one, other, information] = [bookmark('(One \\(a\\) \\\\ b\\303)'), bookmark('(Unknown)'), '<</Title (One)\n/Creator (x)>>'];
    const made = withBookmarks(file(one, other, information), '<h1>One (a) \\ bÃ</h1><h2>One</h2>');
    expect(bodyText(made, 1)).toBe(bookmark(textString('One (a) \\ bÃ')));
    expect([2, 3].map((number) => bodyText(made, number))).toEqual([other, information]);
  });

  it('hold any heading', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
      const escaped = text.replace(/[&<>"'`=]/g, (character) => `&#x${character.charCodeAt(0).toString(16)};`);
      const made = withBookmarks(file(bookmark(hex(text))), `<h2>${escaped}</h2>`);
      expect(bodyText(made, 1)).toMatch(/^<<\/Title <[0-9A-F]*>\n\/Dest \[2 0 R \/XYZ 7 8 0\]\n\/Parent 17 0 R>>$/);
    }));
  });
});
