import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { accentOf, contrast, textContrast } from './accent.ts';

const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);
const css = readFileSync(new URL('../../../templates/assets/report.css', import.meta.url), 'utf8');
const valuesOf = (name: string): string[] => [...css.matchAll(new RegExp(`--${name}: (#[0-9a-f]{6});`, 'g'))].map((match) => match[1] ?? '');

describe('an accent', () => {
  it('can be read on both pages, whatever colour is given', () => {
    fc.assert(fc.property(colour, (given) => {
      const { light, dark } = accentOf(given);
      for (const ground of [valuesOf('paper')[0], valuesOf('wash')[0]]) expect(contrast(light, ground ?? '')).toBeGreaterThanOrEqual(textContrast);
      for (const ground of [valuesOf('paper')[1], valuesOf('wash')[1]]) expect(contrast(dark, ground ?? '')).toBeGreaterThanOrEqual(textContrast);
    }), { numRuns: 300 });
  });

  it('is left as it is where it can be read, and said to be changed where not', () => {
    expect(accentOf('#1d4f91')).toMatchObject({ light: '#1d4f91', notes: [] });
    const yellow = accentOf('#ffcc00');
    expect(yellow).toMatchObject({ light: '#876b03', dark: '#ffcc00' });
    expect(yellow.notes).toEqual([`the accent #ffcc00 has a contrast of 1.4:1 on the light page and needs 4.5:1, so ${yellow.light} is used there`]);
  });

  it('that looks like the colour of a state is told', () => {
    expect(accentOf('#c2380f').notes.join()).toContain('unhealthy');
    expect(accentOf('#7a1f5c').notes).toEqual([]);
  });

  it('is measured as WCAG does', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 6);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });
});
