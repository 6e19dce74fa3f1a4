import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../../templates/assets/report.css', import.meta.url), 'utf8');
const palette: Readonly<Record<string, string>> = JSON.parse(readFileSync(new URL('../../../templates/charts/palette.json', import.meta.url), 'utf8'));

const blocks = [...css.matchAll(/:root \{([^}]+)\}/g)].map(([, block = '']) => new Map([...block.matchAll(/--(\w+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']): [string, string] => [name, value])));
const modes = { light: blocks[0] ?? new Map<string, string>(), dark: blocks[1] ?? new Map<string, string>() };

/** Relative luminance, WCAG 2.2. */
function luminance(colour: string): number {
  const channel = (at: number): number => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

const textColours = ['ink', 'ink2', 'ink3', 'accent', 'healthy', 'unhealthy'];
const graphicColours = ['notApplicable', 'azure', 'aws', 'gcp', 'azuredevops', 'github', 'gitlab', 'dockerhub', 'jfrog', 'other'];

describe('colours', () => {
  it('computes contrast as WCAG does', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });

  it.each(Object.entries(modes))('text is at least 4.5 to 1 in %s mode', (_, colours) => {
    for (const name of textColours) for (const ground of ['paper', 'wash']) expect(contrast(colours.get(name) ?? '', colours.get(ground) ?? ''), `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  });

  it.each(Object.entries(modes))('lines and bars are at least 3 to 1 in %s mode', (_, colours) => {
    for (const name of graphicColours) expect(contrast(colours.get(name) ?? '', colours.get('paper') ?? ''), name).toBeGreaterThanOrEqual(3);
  });

  it('in the stylesheet are those of the charts, and dark mode names every one of them', () => {
    for (const [name, value] of Object.entries(palette)) {
      expect(modes.light.get(name), name).toBe(value);
      expect(modes.dark.has(name), name).toBe(true);
      expect(css).toContain(`.f-${name} {`);
      expect(css).toContain(`.s-${name} {`);
    }
  });

  it('are repainted on screens only, so that print stays light', () => {
    expect(css).toContain('@media screen and (prefers-color-scheme: dark)');
    expect(css.match(/prefers-color-scheme/g)).toHaveLength(1);
  });
});
