import type { Row, TableName } from '../../tenant.ts';
import { type Instant, scorePeriod, tickAt } from '../instants.ts';
import type { ScopeHistory, World } from '../model.ts';
import type { Entry, Exporter } from './entry.ts';
import { recommendationExporter } from './recommendationExport.ts';
import { secureScoreControlExporter, secureScoreExporter } from './scoreExport.ts';

const makers: Partial<Record<TableName, (world: World, history: ScopeHistory) => Exporter>> = {
  SecureScores: secureScoreExporter,
  SecureScoreControls: secureScoreControlExporter,
  SecurityRecommendation: recommendationExporter,
};

/** Rows of a continuous-export table that have arrived by a moment, oldest first. Written as far as asked for, never rewritten. */
export function exportedRows(world: World, table: TableName): (now: Instant) => readonly Row[] {
  const make = makers[table];
  if (make === undefined) return () => [];
  const advance = world.keepsHistories ? growing(world, make) : rebuilt(world, make);
  let written: readonly Entry[] = [];
  let until = tickAt(world.start);
  let last: readonly Row[] = [];
  return (now) => {
    if (now > until) {
      until = tickAt(now) + scorePeriod;
      written = advance(written, until);
    }
    const count = countUntil(written, now);
    if (last.length !== count) last = written.slice(0, count).map((entry) => entry.row);
    return last;
  };
}

type Advance = (written: readonly Entry[], until: Instant) => readonly Entry[];

function growing(world: World, make: (world: World, history: ScopeHistory) => Exporter): Advance {
  const exporters = world.scopes.map((_, index) => make(world, world.history(index)));
  return (written, until) => {
    const added = sorted(exporters.flatMap((exporter) => exporter.advance(until)));
    return added.length === 0 ? written : written.concat(added);
  };
}

/** One scope after the other from the beginning, so that only one history is in memory at a time. */
function rebuilt(world: World, make: (world: World, history: ScopeHistory) => Exporter): Advance {
  return (_, until) => sorted(world.scopes.flatMap((_plan, index) => make(world, world.history(index)).advance(until)));
}

/** Sorting is stable: what arrives at the same moment keeps the order of the scopes. */
function sorted(entries: Entry[]): readonly Entry[] {
  return entries.sort((a, b) => a.at - b.at);
}

/** How many entries arrived at or before `now`. */
function countUntil(entries: readonly Entry[], now: Instant): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle]?.at ?? Infinity) <= now) low = middle + 1;
    else high = middle;
  }
  return low;
}
