import { hash } from 'node:crypto';

/** Which texts have been there: 16 bytes each of their digest, since ids are long and 200,000 of them have to be remembered. */
export interface DistinctTexts {
  /** True when the text was not there before. */
  add(text: string): boolean;
}

/** Words of 32 bits that are kept of a digest: no two of a million ids share them. */
const words = 4;
const fullest = 0.8;

/** None yet. */
export function createDistinctTexts(): DistinctTexts {
  let slots = 1_024;
  let table = new Uint32Array(slots * words);
  let count = 0;
  const grow = (): void => {
    const smaller = table;
    slots *= 2;
    table = new Uint32Array(slots * words);
    for (let at = 0; at < smaller.length; at += words) if (smaller[at] !== 0) place(table, slots, smaller.subarray(at, at + words));
  };
  return {
    add: (text) => {
      if (count >= slots * fullest) grow();
      const isNew = place(table, slots, digestOf(text));
      if (isNew) count += 1;
      return isNew;
    },
  };
}

/** Open addressing; a slot whose first word is 0 is free. False when the digest is there. */
function place(table: Uint32Array, slots: number, digest: Uint32Array): boolean {
  for (let slot = (digest[0] ?? 0) % slots; ; slot = (slot + 1) % slots) {
    const at = slot * words;
    if (table[at] === 0) {
      table.set(digest, at);
      return true;
    }
    if (digest.every((word, place) => table[at + place] === word)) return false;
  }
}

function digestOf(text: string): Uint32Array {
  const bytes = hash('sha256', text, 'buffer');
  const digest = Uint32Array.from({ length: words }, (_, word) => bytes.readUInt32LE(word * 4));
  if (digest[0] === 0) digest[0] = 1;
  return digest;
}
