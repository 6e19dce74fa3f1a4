import { dayNumber } from '../domain/calendar.ts';
import type { Day } from '../domain/history.ts';
import type { Block } from './block.ts';
import type { PointHeader } from './documents.ts';
import type { Entry } from './inventory.ts';
import { compareText, flag } from './numbers.ts';
import { rowAt } from './series.ts';

/** An entry with its calendar day. */
export interface DatedEntry extends Entry {
  readonly day: Day;
  /** The day as a number, see domain/calendar. */
  readonly dayNumber: number;
}

/** For each scope and day the entry whose value stands on that day. */
export interface Walk {
  /** Sorted; only scopes with a value on some day. */
  readonly scopeIds: readonly string[];
  readonly days: number;
  /** Every block that some value is from. */
  blocks(): ReadonlySet<Block>;
  /** Entry that scope `s` (index into `scopeIds`) has its value of day `d` from; null for none. */
  entry(s: number, d: number): DatedEntry | null;
  /** The scope's index in that entry's block, and its row of scores. */
  scopeInBlock(s: number, d: number): number;
  row(s: number, d: number): number;
}

/** What stands for each scope while the days go by; index: the scope's place in `ids`. */
interface Standings {
  readonly ids: string[];
  readonly places: Map<string, number>;
  /** Place of the entry the value is from, −1 for none. */
  readonly entry: number[];
  readonly scope: number[];
  readonly row: number[];
  readonly left: boolean[];
  /** Places of a block's scopes, worked out once a block. */
  readonly blocks: Map<Block, Int32Array>;
}

/** Copy of the standings at the end of a day. */
interface Taken {
  readonly entry: Int32Array;
  readonly scope: Int32Array;
  readonly row: Int32Array;
}

/** Causes for which a whole run may lack scopes that are still there. */
const hidingCauses = new Set(['restricted', 'shortPage', 'payloadTooLarge', 'requestFailed', 'invalidRow', 'subscriptionLimit', 'typeVanished']);
const leavingCauses = new Set(['disabled', 'notFound']);

/**
 * Goes through runs and days in order (DESIGN §9.5–6): a day's value is the scope's last up to its end, carried for at most
 * `carryDays`; a scope that a run shows to be gone has none from that run on. `days` ascending; `wanted` is a flag of the value.
 */
export function walkDays(entries: readonly DatedEntry[], days: readonly Day[], wanted: number, carryDays: number): Walk {
  const numbers = days.map(dayNumber);
  const first = (numbers[0] ?? 0) - carryDays;
  const standings: Standings = { ids: [], places: new Map(), entry: [], scope: [], row: [], left: [], blocks: new Map() };
  let next = entries.findIndex((entry) => entry.dayNumber >= first);
  if (next < 0) next = entries.length;
  const taken = numbers.map((number) => {
    for (; next < entries.length && (entries[next]?.dayNumber ?? Infinity) <= number; next += 1) visit(standings, entries, next, wanted);
    return take(standings, entries, number - carryDays);
  });
  return walkOf(entries, standings.ids, taken);
}

function walkOf(entries: readonly DatedEntry[], ids: readonly string[], taken: readonly Taken[]): Walk {
  const used = new Set<number>();
  for (const day of taken) for (const place of day.entry) used.add(place);
  const order = ids.map((_, place) => place).filter((place) => taken.some((day) => (day.entry[place] ?? -1) >= 0)).sort((a, b) => compareText(ids[a] ?? '', ids[b] ?? ''));
  const places = new Int32Array(order);
  return {
    scopeIds: order.map((place) => ids[place] ?? ''),
    days: taken.length,
    blocks: () => new Set(entries.filter((_, place) => used.has(place)).map((entry) => entry.block)),
    entry: (s, d) => entries[taken[d]?.entry[places[s] ?? -1] ?? -1] ?? null,
    scopeInBlock: (s, d) => taken[d]?.scope[places[s] ?? -1] ?? -1,
    row: (s, d) => taken[d]?.row[places[s] ?? -1] ?? -1,
  };
}

function take({ entry, scope, row, left }: Standings, entries: readonly DatedEntry[], oldest: number): Taken {
  const stands = new Int32Array(entry.length);
  for (let place = 0; place < stands.length; place += 1) {
    const own = entry[place] ?? -1;
    stands[place] = left[place] === false && (entries[own]?.dayNumber ?? -Infinity) >= oldest ? own : -1;
  }
  return { entry: stands, scope: new Int32Array(scope), row: new Int32Array(row) };
}

function visit(standings: Standings, entries: readonly DatedEntry[], place: number, wanted: number): void {
  const entry = entries[place];
  if (entry === undefined) return;
  const { block, index } = entry;
  const scores = block.scores();
  const places = placesOf(standings, block);
  const seen = new Uint8Array(standings.ids.length);
  for (let scope = 0; scope < places.length; scope += 1) {
    const row = rowAt(scores, scope, index);
    if (row < 0) continue;
    const flags = scores.columns.flags[row] ?? 0;
    const own = places[scope] ?? 0;
    if ((flags & (flag.listed | flag.secureScore)) !== 0) seen[own] = 1;
    if ((flags & wanted) !== 0) setStanding(standings, own, place, scope, row);
    if ((flags & flag.left) !== 0) standings.left[own] = true;
  }
  markLeft(standings, entry.header, seen);
}

function setStanding({ entry, scope, row, left }: Standings, own: number, place: number, inBlock: number, inScores: number): void {
  entry[own] = place;
  scope[own] = inBlock;
  row[own] = inScores;
  left[own] = false;
}

/** A scope that a complete list no longer names has left; a list that may be cut proves nothing. */
function markLeft(standings: Standings, header: PointHeader, seen: Uint8Array): void {
  const whole = header.source === 'live' && !header.gaps.some((gap) => gap.scopeId === null && gap.affectsScore && hidingCauses.has(gap.cause));
  const named = new Set<number>();
  for (const gap of header.gaps) {
    const place = standings.places.get(gap.scopeId ?? '');
    if (place === undefined) continue;
    named.add(place);
    if (leavingCauses.has(gap.cause)) standings.left[place] = true;
  }
  if (!whole) return;
  for (let place = 0; place < seen.length; place += 1) if (seen[place] === 0 && !named.has(place)) standings.left[place] = true;
}

function placesOf(standings: Standings, block: Block): Int32Array {
  const known = standings.blocks.get(block);
  if (known !== undefined) return known;
  const places = Int32Array.from(block.scopeIds, (scopeId) => {
    const place = standings.places.get(scopeId);
    if (place !== undefined) return place;
    standings.places.set(scopeId, standings.ids.push(scopeId) - 1);
    const added = standings.ids.length - 1;
    setStanding(standings, added, -1, -1, -1);
    return added;
  });
  standings.blocks.set(block, places);
  return places;
}
