import { describe, expect, it } from 'vitest';
import { mendStructureTree } from './structureTree.ts';

const mended = (text: string): string => Buffer.from(mendStructureTree(Buffer.from(text, 'latin1'))).toString('latin1');

/** Two table heads and a cell, as Skia writes them; the names are what the renderer gave out. */
const tree = (one: string, other: string, sorted: readonly string[]): string => `5 0 obj
<</S /TH
/ID (node${one})>>
endobj
6 0 obj
<</S /TH
/ID (node${other})>>
endobj
7 0 obj
<</S /TD
/Headers [(node${one}) (node${other})]>>
endobj
8 0 obj
<</Limits [(node${sorted[0]}) (node${sorted[1]})]
/Names [${sorted.map((name) => `(node${name}) ${name === one ? 5 : 6} 0 R`).join(' ')}]>>
endobj
`;

describe('the structure tree', () => {
  it('has the same names whatever the renderer had counted, in whatever order', () => {
    const first = mended(tree('00000118', '00000204', ['00000118', '00000204']));
    expect(first).toBe(tree('00000001', '00000002', ['00000001', '00000002']));
    expect(mended(tree('00000700', '00000031', ['00000031', '00000700']))).toBe(first);
  });

  it('leaves streams and texts of the report alone', () => {
    const text = `1 0 obj\n<</Alt (a \\(node00000009\\))>>\nendobj\n2 0 obj\n<</Length 60>> stream\n(node00000009)\n/ID (node00000008)/S /Figure\n/P 1 0 R\n/K 2 0 R\nendstream\nendobj\n`;
    expect(mended(text)).toBe(text);
  });

  it('makes a Figure without a text a Div where it holds other elements, and only there', () => {
    const figure = (rest: string): string => `<</Type /StructElem\n/S /Figure\n${rest}>>`;
    const kept = [figure('/Alt (Score)\n/P 1 0 R\n/K [2 0 R]'), figure('/P 1 0 R\n/Pg 2 0 R\n/K 14'), figure('/P 1 0 R\n/K [14 15]')].join('\n');
    expect(mended(kept)).toBe(kept);
    expect(mended(figure('/P 1 0 R\n/K [2 0 R 3 0 R]'))).toBe('<</Type /StructElem\n/S /Div   \n/P 1 0 R\n/K [2 0 R 3 0 R]>>');
  });
});
