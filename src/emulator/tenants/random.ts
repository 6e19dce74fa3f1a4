/** A source of numbers in [0, 1), the same sequence for the same seed. */
export type Random = () => number;

/** FNV-1a over the parts, then mixed: an unsigned 32-bit number that depends on every character. */
export function hashOf(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    if (typeof part === 'number') hash = Math.imul(hash ^ part, 0x01000193);
    else for (let index = 0; index < part.length; index++) hash = Math.imul(hash ^ part.charCodeAt(index), 0x01000193);
    hash = Math.imul(hash ^ 0x1f, 0x01000193);
  }
  return mixed(hash);
}

/** A number in [0, 1) that depends on the parts alone, so that draws do not depend on their order. */
export function shareOf(...parts: readonly (string | number)[]): number {
  return hashOf(...parts) / 0x1_0000_0000;
}

/** Seeded generator (mulberry32): small state, good enough to scatter demo resources. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** A GUID (version 4 form, lower case) that depends on the text alone. */
export function guidOf(text: string): string {
  const hex = [0, 1, 2, 3].map((salt) => hashOf(text, salt).toString(16).padStart(8, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** Hexadecimal digits that depend on the text alone. */
export function hexOf(text: string, digits: number): string {
  const blocks = Array.from({ length: Math.ceil(digits / 8) }, (_, salt) => hashOf(text, 'hex', salt).toString(16).padStart(8, '0'));
  return blocks.join('').slice(0, digits);
}

function mixed(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
