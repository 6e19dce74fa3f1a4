import { describe, expect, it } from 'vitest';
import { upgradeDocument } from './upgrade.ts';

const chain = {
  'secure-score/point': [
    (document: Readonly<Record<string, unknown>>) => ({ ...document, two: `${String(document['one'])}+` }),
    (document: Readonly<Record<string, unknown>>) => ({ ...document, three: `${String(document['two'])}+` }),
  ],
};

describe('upgrade', () => {
  it('goes step by step from any version to the current', () => {
    expect(upgradeDocument({ schema: 'secure-score/point', version: 1, one: 'a' }, 'f', chain, 3)).toEqual({ schema: 'secure-score/point', version: 3, one: 'a', two: 'a+', three: 'a++' });
    expect(upgradeDocument({ schema: 'secure-score/point', version: 2, two: 'b' }, 'f', chain, 3)).toEqual({ schema: 'secure-score/point', version: 3, two: 'b', three: 'b+' });
  });

  it('leaves shapes that did not change', () => {
    expect(upgradeDocument({ schema: 'secure-score/estate', version: 1, scopes: [] }, 'f', chain, 3)).toEqual({ schema: 'secure-score/estate', version: 3, scopes: [] });
  });

  it('refuses newer files by name, and what is no file of ours', () => {
    expect(() => upgradeDocument({ schema: 'secure-score/point', version: 4 }, 'points/x.json.zst', chain, 3)).toThrow('points/x.json.zst: secure-score/point version 4 is newer than this program reads (3)');
    for (const bad of [null, [], 'text', {}, { schema: 'other', version: 1 }, { schema: 'secure-score/point', version: '1' }, { schema: 'secure-score/point', version: 0 }]) {
      expect(() => upgradeDocument(bad, 'f', chain, 3)).toThrow('f: not a file of the record');
    }
  });
});
