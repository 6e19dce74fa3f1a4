import { dayNumber, dayOf } from '../../domain/calendar.ts';
import type { ScopeId } from '../../domain/scope.ts';
import type { ControlDefinition, ControlScore, Points, Recommendation } from '../../domain/snapshot.ts';
import { carryDays } from '../../domain/history.ts';
import { compareText } from '../numbers.ts';
import type { ControlRow, DefinitionRow, ScoreRow } from './scoreRows.ts';
import type { Sighting } from './sightings.ts';

/** A scope as it stands at the end of a day, from the latest row of each kind. */
export interface StandingScope {
  /** Null unless a score row, of either kind, came that day: a scope without one is carried forward by its readers. */
  readonly secureScore: Points | null;
  readonly gracePeriod: Points | null;
  /** Of the latest ascScore row. */
  readonly weight: number | null;
  readonly environment: string;
  /** Empty unless a control row came that day; then every control, since each is exported only when it changes. */
  readonly controls: readonly ControlScore[];
}

/** Everything exported up to a day; days must be asked for in order. */
export interface Standing {
  /** Scopes with rows on the day, and all others with a row so far, in any order. */
  upTo(day: number): ReadonlyMap<ScopeId, StandingScope>;
}

interface Latest {
  secureScore: ScoreRow | null;
  gracePeriod: ScoreRow | null;
  readonly controls: Map<string, ControlRow>;
  /** Days (as numbers) of the last score and control rows. */
  scored: number;
  controlled: number;
}

/** Follows scores and controls through the days; a row counts for at most {@link carryDays} days. */
export function standingOf(scores: readonly ScoreRow[], controls: readonly ControlRow[], timeZone: string): Standing {
  const dated = <T extends { readonly at: number }>(rows: readonly T[]) => rows.map((row) => ({ row, day: dayNumber(dayOf(row.at, timeZone)) })).sort((a, b) => a.row.at - b.row.at);
  const [scoreRows, controlRows] = [dated(scores), dated(controls)];
  const scopes = new Map<ScopeId, Latest>();
  const latest = (scopeId: ScopeId): Latest => {
    const known = scopes.get(scopeId) ?? { secureScore: null, gracePeriod: null, controls: new Map(), scored: -Infinity, controlled: -Infinity };
    scopes.set(scopeId, known);
    return known;
  };
  let [nextScore, nextControl] = [0, 0];
  return {
    upTo: (day) => {
      for (let one = scoreRows[nextScore]; one !== undefined && one.day <= day; one = scoreRows[++nextScore]) {
        const own = latest(one.row.scopeId);
        own[one.row.kind] = one.row;
        own.scored = one.day;
      }
      for (let one = controlRows[nextControl]; one !== undefined && one.day <= day; one = controlRows[++nextControl]) {
        const own = latest(one.row.scopeId);
        own.controls.set(one.row.controlId, one.row);
        own.controlled = one.day;
      }
      const isFresh = (row: { readonly at: number }): boolean => dayNumber(dayOf(row.at, timeZone)) >= day - carryDays;
      return new Map([...scopes].map(([scopeId, own]) => [scopeId, standingScope(own, day, isFresh)]));
    },
  };
}

function standingScope({ secureScore, gracePeriod, controls, scored, controlled }: Latest, day: number, isFresh: (row: { readonly at: number }) => boolean): StandingScope {
  const points = (row: ScoreRow | null): Points | null => (scored === day && row !== null && isFresh(row) ? row.points : null);
  return {
    secureScore: points(secureScore),
    gracePeriod: points(gracePeriod),
    weight: secureScore !== null && isFresh(secureScore) ? secureScore.weight : null,
    environment: secureScore?.environment ?? gracePeriod?.environment ?? '',
    controls: controlled === day ? [...controls.values()].filter(isFresh).map(controlScore).sort((a, b) => compareText(a.controlId, b.controlId)) : [],
  };
}

function controlScore({ controlId, points, weight, counts }: ControlRow): ControlScore {
  return { controlId, ...points, weight, ...counts };
}

/** Definitions known by the end of each day, as far as exports carry them; days must be asked for in order. */
export interface StandingDefinitions {
  upTo(day: number): { readonly controls: ControlDefinition[]; readonly recommendations: Recommendation[] };
}

/** Names and maxima are the latest; the recommendations of a control are all that rows of any scope have named. */
export function standingDefinitions(definitions: readonly DefinitionRow[], sightings: readonly Sighting[], timeZone: string): StandingDefinitions {
  const rows = definitions.toSorted((a, b) => a.at - b.at || compareText(a.name, b.name));
  const seen = sightings.toSorted((a, b) => a.first - b.first || compareText(a.name, b.name));
  const controls = new Map<string, { name: string; maxScore: number; readonly keys: Set<string> }>();
  const recommendations = new Map<string, Recommendation>();
  let [nextRow, nextSeen] = [0, 0];
  let made: ReturnType<StandingDefinitions['upTo']> | null = null;
  return {
    upTo: (day) => {
      for (let one = rows[nextRow]; one !== undefined && dayNumber(dayOf(one.at, timeZone)) <= day; one = rows[++nextRow]) {
        const own = controls.get(one.controlId) ?? { name: one.name, maxScore: 0, keys: new Set<string>() };
        const before = own.keys.size;
        for (const key of one.recommendationKeys) own.keys.add(key);
        const [name, maxScore] = [one.name === '' ? own.name : one.name, one.maxScore ?? own.maxScore];
        if (!controls.has(one.controlId) || own.keys.size !== before || own.name !== name || own.maxScore !== maxScore) made = null;
        controls.set(one.controlId, Object.assign(own, { name, maxScore }));
      }
      for (let one = seen[nextSeen]; one !== undefined && dayNumber(dayOf(one.first, timeZone)) <= day; one = seen[++nextSeen]) {
        const before = recommendations.get(one.assessment.key);
        if (before !== undefined && before.name === one.name && before.severity === one.severity && before.environment === one.environment) continue;
        recommendations.set(one.assessment.key, recommendationOf(one));
        made = null;
      }
      return (made ??= {
        controls: [...controls].map(([controlId, { name, maxScore, keys }]) => ({ controlId, name, maxScore, recommendationKeys: [...keys].sort() })).sort((a, b) => compareText(a.controlId, b.controlId)),
        recommendations: [...recommendations.values()].sort((a, b) => compareText(a.key, b.key)),
      });
    },
  };
}

/** What an export knows of a recommendation: not whether it is in preview, nor its effort. */
function recommendationOf({ assessment, name, severity, environment }: Sighting): Recommendation {
  return {
    key: assessment.key, name, severity, environment, implementationEffort: null, userImpact: null, categories: [], assessmentType: null,
    preview: false, plannedDeprecation: null, remediation: null,
  };
}
