import { describe, expect, it } from 'vitest';
import { columns } from './columns.ts';

describe('columns', () => {
  it('align words left and numbers right, and end without blanks', () => {
    expect(columns([['scope', 'from', 'why'], ['pay-prod', '7', ''], ['köln 🛒', '1,234', 'x']], ['left', 'right', 'left'])).toEqual(['scope      from  why', 'pay-prod      7', 'köln 🛒    1,234  x']);
  });
  it('keep a cell on one line and a table a table, whatever is in a name', () => {
    const [line = ''] = columns([[`a\nb\u2028c${'d'.repeat(90)}`, 'e'.repeat(90)]], ['left', 'left']);
    expect(line.startsWith('a b cddd')).toBe(true);
    expect(line.endsWith(`…  ${'e'.repeat(90)}`)).toBe(true);
    expect(line).toHaveLength(60 + 2 + 90);
  });
});
