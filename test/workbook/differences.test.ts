import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { differences, differenceTable } from './differences.ts';

const page = new URL('../../docs/workbook-differences.md', import.meta.url);
const [begin, end] = ['<!-- figures: computed by test/workbook, do not edit -->', '<!-- end of figures -->'];

describe('docs/workbook-differences.md', () => {
  it('shows the figures that both arithmetics give on the same rows', async () => {
    const text = readFileSync(page, 'utf8');
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    expect(Math.min(from, to)).toBeGreaterThan(-1);
    const table = differenceTable(await differences());
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(page, `${text.slice(0, from + begin.length)}\n${table}\n${text.slice(to)}`);
    else expect(text.slice(from + begin.length, to).trim()).toBe(table);
  });

  it('has a section for each of the twelve', () => {
    const sections = [...readFileSync(page, 'utf8').matchAll(/^### (\d+)\. /gm)].map((match) => Number(match[1]));
    expect(sections).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  });

  it('has an example for each of the twelve in which the two differ', async () => {
    const lines = await differences();
    expect(new Set(lines.map((line) => line.number))).toEqual(new Set([...Array.from({ length: 12 }, (_, index) => String(index + 1)), '–']));
    expect(lines.filter((line) => line.workbook === line.ours)).toEqual([]);
  });
});
