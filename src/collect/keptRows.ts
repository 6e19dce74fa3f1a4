import type { WireRow } from '../azure/index.ts';
import { createDriftLog, type DriftLog } from './drift.ts';

/** The one copy of a text that is kept: keys of recommendations come a hundred thousand times, each time as a text of its own. */
export type SameText = (text: string) => string;

/** No text yet. */
export function createTexts(): SameText {
  const texts = new Map<string, string>();
  return (text) => {
    const known = texts.get(text);
    if (known === undefined) texts.set(text, text);
    return known ?? text;
  };
}

/** Decodes one row, to nothing where it cannot be used. */
export type DecodeRow<Decoded> = (row: WireRow, drift: DriftLog, same: SameText) => readonly Decoded[];

/** A row as it is kept until its query is complete: decoded, or as it came where there is something to note, as the query may start anew. */
export type KeptRow<Decoded> = { readonly decoded: readonly Decoded[] } | { readonly odd: WireRow };

/** Decodes rows when their page arrives: what they were sent as takes several times the room. */
export function keeperOf<Decoded>(decode: DecodeRow<Decoded>, same: SameText): (row: WireRow) => KeptRow<Decoded> {
  const trial = trialOf((row, drift) => decode(row, drift, same));
  return (row) => {
    const decoded = trial(row);
    return decoded === null ? { odd: row } : { decoded };
  };
}

/** Decodes a row whose drift may not be noted yet; null where there is any. One log serves all rows that have none. */
export function trialOf<Decoded>(decode: (row: WireRow, drift: DriftLog) => Decoded): (row: WireRow) => Decoded | null {
  let drift = createDriftLog();
  return (row) => {
    const decoded = decode(row, drift);
    if (drift.isEmpty()) return decoded;
    drift = createDriftLog();
    return null;
  };
}

/** What all rows are decoded to, with what there is to note. */
export function settled<Decoded>(kept: readonly KeptRow<Decoded>[], decode: DecodeRow<Decoded>, drift: DriftLog, same: SameText): readonly Decoded[] {
  return kept.flatMap((one) => ('odd' in one ? decode(one.odd, drift, same) : one.decoded));
}
