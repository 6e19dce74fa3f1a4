const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const codes = Uint8Array.from(alphabet, (letter) => letter.charCodeAt(0));
const digits = new Uint8Array(256).fill(255);
codes.forEach((code, digit) => (digits[code] = digit));

/** Largest magnitude that survives: the sign takes one of a double's 53 bits. */
export const largestVlq = 2 ** 52 - 1;

/**
 * Whole numbers as text: Base64 VLQ as in source maps (ECMA-426): sign in the lowest bit, five bits a letter, the
 * lowest first, 32 added while more follow. RangeError for a number that is not whole or too large.
 */
export function encodeVlq(values: ArrayLike<number>): string {
  let bytes = new Uint8Array(values.length * 2 + 16);
  let length = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? 0;
    if (!Number.isInteger(value) || Math.abs(value) > largestVlq) throw new RangeError(`not a whole number that can be stored: ${String(value)}`);
    if (length + 12 > bytes.length) bytes = grown(bytes);
    let rest = value < 0 ? -value * 2 + 1 : value * 2;
    while (rest > 31) {
      bytes[length++] = codes[32 + (rest % 32)] ?? 0;
      rest = Math.floor(rest / 32);
    }
    bytes[length++] = codes[rest] ?? 0;
  }
  return Buffer.from(bytes.buffer, 0, length).toString('latin1');
}

/** Value of every number of one letter; most are. */
const single = Float64Array.from({ length: 32 }, (_, digit) => (digit % 2 === 0 ? digit / 2 : -(digit - 1) / 2));

/** Inverse of {@link encodeVlq}; RangeError when the text holds another number of values or anything else. */
export function decodeVlq(text: string, count: number): Float64Array {
  const values = new Float64Array(count);
  const { length } = text;
  if (length === count && !/[^A]/.test(text)) return values; // a column that never moves
  let filled = 0;
  let index = 0;
  while (index < length && filled < count) {
    let digit = digits[text.charCodeAt(index++)] ?? 255;
    if (digit < 32) {
      values[filled++] = single[digit] ?? 0;
      continue;
    }
    let value = 0;
    let place = 1;
    while (digit > 31) {
      if (digit > 63 || place > 2 ** 50 || index >= length) throw new RangeError(`not a number column: letter ${String(index)}`);
      value += (digit - 32) * place;
      place *= 32;
      digit = digits[text.charCodeAt(index++)] ?? 255;
    }
    value += digit * place;
    values[filled++] = value % 2 === 0 ? value / 2 : -(value - 1) / 2;
  }
  if (filled !== count || index !== length) throw new RangeError(`number column does not hold ${String(count)} values`);
  return values;
}

/** Differences between neighbours, the first kept: what a rising or slowly moving column is stored as. */
export function deltasOf(values: ArrayLike<number>): Float64Array {
  const deltas = new Float64Array(values.length);
  for (let index = 0; index < values.length; index += 1) deltas[index] = (values[index] ?? 0) - (index === 0 ? 0 : (values[index - 1] ?? 0));
  return deltas;
}

/** Inverse of {@link deltasOf}, in place. */
export function sumDeltas(deltas: Float64Array): Float64Array {
  for (let index = 1; index < deltas.length; index += 1) deltas[index] = (deltas[index] ?? 0) + (deltas[index - 1] ?? 0);
  return deltas;
}

function grown(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(bytes.length * 2);
  larger.set(bytes);
  return larger;
}
