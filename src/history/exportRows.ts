import type { DayRange, StateChange } from '../domain/history.ts';
import type { Scope, ScopeId } from '../domain/scope.ts';
import { controlsAt, flagsAt, pointsOfRow, recommendationsAt, scoreRow } from './block.ts';
import type { CatalogueDocument, EstateDocument } from './documents.ts';
import type { Cell, ExportKind } from './exportColumns.ts';
import { datedEntry, historyPoint } from './history.ts';
import type { Entry } from './inventory.ts';
import { flag } from './numbers.ts';
import type { Checkpoint, StateLogSources } from './stateLog.ts';
import { begin, replayedRun } from './stateLog.ts';
import type { DatedEntry } from './walk.ts';

/** What an export reads beside the runs themselves. */
export interface ExportSources extends Pick<StateLogSources, 'rows' | 'onDamage'> {
  readonly timeZone: string;
  catalogue(entry: Entry): CatalogueDocument;
  estate(entry: Entry): EstateDocument;
  checkpoints(): Iterable<Checkpoint>;
  /** The same runs, oldest first, with blocks of their own, so that a month's numbers can go when its rows are made. */
  afresh(entries: readonly Entry[]): Iterable<Entry>;
}

/** Rows of an export, run after run, each with a cell a column. Damage is reported and its rows are left out. */
export function* exportRows(what: ExportKind, entries: readonly Entry[], range: Partial<DayRange>, sources: ExportSources): Generator<readonly Cell[]> {
  const within = (entry: Entry): boolean => {
    const { day } = datedEntry(entry, sources.timeZone);
    return (range.from === undefined || day >= range.from) && (range.to === undefined || day <= range.to);
  };
  const names = namesOf(sources);
  if (what === 'changes') return yield* changeRows(entries, within, names, sources);
  for (const entry of sources.afresh(entries.filter(within))) {
    const head = headOf(datedEntry(entry, sources.timeZone));
    for (const [scopeId, scope] of scopesOf(entry)) {
      try {
        // A run's rows of a scope are made before the first is given: half of them would look like all.
        for (const cells of rowsOf(what, entry, scope, names)) yield [...head, ...names.scope(entry, scopeId), ...cells];
      } catch (error) {
        sources.onDamage(error); // throws again what is no damage
      }
    }
  }
}

function headOf(entry: DatedEntry): readonly Cell[] {
  const { runId, day, at, source, complete } = historyPoint(entry);
  return [runId, day, at, source, complete];
}

/** Scopes the run knows, with their place in its block. */
function scopesOf({ block, index }: Entry): readonly (readonly [ScopeId, number])[] {
  return block.scopeIds.flatMap((scopeId, scope) => (scoreRow(block, scope, index) < 0 ? [] : [[scopeId, scope] as const]));
}

function rowsOf(what: Exclude<ExportKind, 'changes'>, entry: Entry, scope: number, names: Names): readonly (readonly Cell[])[] {
  const { block, index } = entry;
  if (what === 'scores') return [scoreCells(entry, scope)];
  if (what === 'controls') {
    return controlsAt(block, scope, index).map((one) => [one.controlId, names.control(entry, one.controlId), one.current, one.max, one.ratio, one.weight, one.healthy, one.unhealthy, one.notApplicable]);
  }
  return recommendationsAt(block, scope, index).map((one) => [one.key, ...names.recommendation(entry, one.key), one.healthy, one.unhealthy, one.notApplicable, one.exempt]);
}

function scoreCells({ header, block, index }: Entry, scope: number): readonly Cell[] {
  const row = scoreRow(block, scope, index);
  const flags = flagsAt(block, scope, index);
  const [score, grace] = (['secureScore', 'gracePeriod'] as const).map((kind) => pointsOfRow(block.scores(), row, kind));
  const weight = (flags & flag.weight) === 0 ? null : (block.scores().columns.weight[row] ?? null);
  const missing = (): string | null => {
    if (score !== null && score !== undefined && score.max > 0 && (weight ?? 0) > 0) return null;
    const gap = header.gaps.find(({ scopeId }) => scopeId === block.scopeIds[scope]);
    if (gap !== undefined) return gap.cause;
    if ((flags & flag.left) !== 0) return 'left';
    if (score === null || score === undefined) return 'noScore';
    return score.max > 0 ? 'noWeight' : 'nothingToReach';
  };
  return [score?.current ?? null, score?.max ?? null, score?.ratio ?? null, weight, grace?.current ?? null, grace?.max ?? null, grace?.ratio ?? null, missing()];
}

function* changeRows(entries: readonly Entry[], within: (entry: Entry) => boolean, names: Names, sources: ExportSources): Generator<readonly Cell[]> {
  const first = entries.findIndex(within);
  if (first < 0) return;
  const { replay, runs } = begin(entries, first, sources.checkpoints());
  const last = entries.findLastIndex(within);
  for (const entry of entries.slice(runs.length, last + 1)) {
    const changes = replay.apply(replayedRun(entry, sources));
    if (!within(entry)) continue;
    const head = headOf(datedEntry(entry, sources.timeZone));
    for (const change of changes.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))) yield [...head, ...names.scope(entry, change.scopeId), ...changeCells(change, entry, names)];
  }
}

function changeCells(change: StateChange, entry: Entry, names: Names): readonly Cell[] {
  const { at, atSource, key, resourceId, resourceName, from, to, cause, reason } = change;
  return [at, atSource, key, ...names.recommendation(entry, key), resourceId, resourceName, from, to, cause, reason];
}

/** Names as of a run; null where its definitions cannot be read. */
interface Names {
  /** Scope id, name, environment. */
  scope(entry: Entry, scopeId: ScopeId): readonly Cell[];
  control(entry: Entry, controlId: string): Cell;
  /** Name, severity. */
  recommendation(entry: Entry, key: string): readonly [Cell, Cell];
}

function namesOf(sources: ExportSources): Names {
  const scopes = byHash((entry: Entry) => new Map<ScopeId, Scope>(sources.estate(entry).scopes.map((one) => [one.id, one])), ({ header }) => header.estate, sources);
  const definitions = byHash((entry: Entry) => {
    const { controls, recommendations } = sources.catalogue(entry);
    return { controls: new Map(controls.map((one) => [one.controlId, one])), recommendations: new Map(recommendations.map((one) => [one.key, one])) };
  }, ({ header }) => header.catalogue, sources);
  return {
    scope: (entry, scopeId) => {
      const known = scopes(entry)?.get(scopeId);
      return [scopeId, known?.name ?? null, known?.environment ?? null];
    },
    control: (entry, controlId) => definitions(entry)?.controls.get(controlId)?.name ?? null,
    recommendation: (entry, key) => {
      const known = definitions(entry)?.recommendations.get(key);
      return [known?.name ?? null, known?.severity ?? null];
    },
  };
}

/** The last one made, by the hash of what it is made from: runs in order share theirs. Null, and reported, when it is damaged. */
function byHash<T>(make: (entry: Entry) => T, hashOf: (entry: Entry) => string, { onDamage }: Pick<ExportSources, 'onDamage'>): (entry: Entry) => T | null {
  let [hash, made]: [string | null, T | null] = [null, null];
  return (entry) => {
    if (hashOf(entry) === hash) return made;
    hash = hashOf(entry);
    made = null;
    try {
      made = make(entry);
    } catch (error) {
      onDamage(error);
    }
    return made;
  };
}
