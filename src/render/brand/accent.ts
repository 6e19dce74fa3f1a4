/**
 * The accent of a report on its light and its dark page. Text in it must reach 4.5:1 (WCAG 2.2, 1.4.3), which is more than the 3:1 that
 * marks need (1.4.11), on the page and on the washed ground of notes. Lightness is moved in OKLCH, hue stays, chroma falls where sRGB ends.
 */

/** The pages' grounds, as templates/assets/report.css has them; each accent is measured on the worse one. */
const grounds = { light: ['#fdfdfb', '#f3f3ee'], dark: ['#15171a', '#1e2125'] } as const;

/** Colours with a meaning of their own: an accent that looks like one of them misleads. */
const meanings: readonly (readonly [colour: string, meaning: string])[] = [['#00707f', 'healthy'], ['#c2380f', 'unhealthy'], ['#46bac6', 'healthy'], ['#ff8a63', 'unhealthy']];

/** Contrast that text needs. */
export const textContrast = 4.5;

/** Distance in OKLab below which two colours are taken for the same at a glance. */
const alike = 0.07;

export interface Accent {
  /** `#rrggbb` for light pages and paper. */
  readonly light: string;
  readonly dark: string;
  /** What had to be changed or looks wrong, in sentences; empty when nothing. */
  readonly notes: readonly string[];
}

/** Light and dark variants of a colour `#rrggbb`. */
export function accentOf(hex: string): Accent {
  const given = hex.toLowerCase();
  const light = untilLegible(given, grounds.light, -1);
  const dark = untilLegible(given, grounds.dark, 1);
  const changed = light === given ? [] : [`the accent ${given} has a contrast of ${worst(given, grounds.light).toFixed(1)}:1 on the light page and needs ${textContrast}:1, so ${light} is used there`];
  const close = [...new Set([light, dark].flatMap((one) => meanings.filter(([colour]) => distance(one, colour) < alike).map(([, meaning]) => meaning)))];
  const misleading = close.map((meaning) => `the accent looks like the colour of what is ${meaning}; readers may take one for the other`);
  return { light, dark, notes: [...changed, ...misleading] };
}

/** Contrast ratio of two colours, 1–21 (WCAG 2.2). */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function worst(colour: string, on: readonly string[]): number {
  return Math.min(...on.map((ground) => contrast(colour, ground)));
}

/** The colour itself when it can be read, else the nearest darker (−1) or lighter (1) one that can. */
function untilLegible(hex: string, on: readonly string[], direction: 1 | -1): string {
  if (worst(hex, on) >= textContrast) return hex;
  const { lightness, chroma, hue } = toOklch(hex);
  for (let step = 0; step <= 200; step += 1) {
    const moved = lightness + direction * step * 0.005;
    const colour = fitted(Math.min(1, Math.max(0, moved)), chroma, hue);
    if (worst(colour, on) >= textContrast) return colour;
  }
  return direction < 0 ? '#000000' : '#ffffff';
}

/** The colour with as much of its chroma as sRGB has at that lightness. */
function fitted(lightness: number, chroma: number, hue: number): string {
  for (let share = 1; share > 0; share -= 0.02) {
    const channels = toLinear(lightness, chroma * share, hue);
    if (channels.every((channel) => channel >= -0.0005 && channel <= 1.0005)) return toHex(channels);
  }
  return toHex(toLinear(lightness, 0, hue));
}

function channelsOf(hex: string): readonly [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [linear((value >> 16) & 255), linear((value >> 8) & 255), linear(value & 255)];
}

function linear(byte: number): number {
  const share = byte / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function luminance(hex: string): number {
  const [red, green, blue] = channelsOf(hex);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function toHex(channels: readonly number[]): string {
  const bytes = channels.map((channel) => {
    const bounded = Math.min(1, Math.max(0, channel));
    return Math.round(255 * (bounded <= 0.0031308 ? 12.92 * bounded : 1.055 * bounded ** (1 / 2.4) - 0.055));
  });
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** OKLab of a colour (Ottosson 2020, "A perceptual color space for image processing"). */
function toOklab(hex: string): readonly [number, number, number] {
  const [red, green, blue] = channelsOf(hex);
  const long = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const medium = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const short = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short,
    1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short,
    0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short,
  ];
}

function toOklch(hex: string): { readonly lightness: number; readonly chroma: number; readonly hue: number } {
  const [lightness, a, b] = toOklab(hex);
  return { lightness, chroma: Math.hypot(a, b), hue: Math.atan2(b, a) };
}

function toLinear(lightness: number, chroma: number, hue: number): readonly [number, number, number] {
  const [a, b] = [chroma * Math.cos(hue), chroma * Math.sin(hue)];
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ];
}

function distance(one: string, other: string): number {
  const [a, b] = [toOklab(one), toOklab(other)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}
