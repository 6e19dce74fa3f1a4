import type { Drift } from '../domain/snapshot.ts';

/** Notes what the service sends that we do not know, and counts it. */
export interface DriftLog {
  /** A value outside a documented list; it is kept as it came. Empty texts are not values. */
  value(subject: string, value: string, known: ReadonlySet<string>): void;
  /** Names of fields outside the documented ones. */
  fields(subject: string, names: readonly string[], known: ReadonlySet<string>): void;
  /** A row that cannot be used. `why` quotes as little of it as possible. */
  invalidRow(subject: string, why: string): void;
  /** A row that cannot be used, of which the scope's own gap tells. */
  faultyRow(subject: string, why: string): void;
  /** A value we cannot use although the row is fine, e.g. a link that leads elsewhere. */
  oddValue(subject: string, example: string): void;
  /** True while there is nothing in it. */
  isEmpty(): boolean;
  /** Sorted by subject and kind. */
  list(): readonly Drift[];
  /** Of the invalid rows those that no scope's gap tells of, by subject. */
  untold(): readonly Drift[];
}

const longestExample = 200;

interface Entry {
  readonly subject: string;
  readonly kind: Drift['kind'];
  readonly example: string;
  count: number;
}

/** A log with nothing in it. Known values are lower case. */
export function createDriftLog(): DriftLog {
  const entries = new Map<string, Entry>();
  const untold = new Map<string, Entry>();
  const note = (kind: Drift['kind'], subject: string, example: string, into = entries): void => {
    const key = `${subject}\n${kind}`;
    const entry = into.get(key);
    if (entry === undefined) into.set(key, { subject, kind, example: example.slice(0, longestExample), count: 1 });
    else entry.count += 1;
  };
  const sorted = (noted: ReadonlyMap<string, Entry>): readonly Drift[] => [...noted.values()].toSorted((a, b) => compare(`${a.subject}\n${a.kind}`, `${b.subject}\n${b.kind}`));
  return {
    value: (subject, value, known) => {
      if (value !== '' && !known.has(value.toLowerCase())) note('unknownValue', subject, value);
    },
    fields: (subject, names, known) => {
      for (const name of names) if (!known.has(name.toLowerCase())) note('unknownField', `${subject} ${name}`, name);
    },
    invalidRow: (subject, why) => {
      note('invalidRow', subject, why);
      note('invalidRow', subject, why, untold);
    },
    faultyRow: (subject, why) => note('invalidRow', subject, why),
    oddValue: (subject, example) => note('unknownValue', subject, example),
    isEmpty: () => entries.size === 0,
    list: () => sorted(entries),
    untold: () => sorted(untold),
  };
}

/** A set of documented names, for comparison without case. */
export function knownNames(...names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map((name) => name.toLowerCase()));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
