import { z } from 'zod';
import type { WireRow } from '../../azure/index.ts';
import type { ControlScore, Points } from '../../domain/snapshot.ts';
import { knownNames, type DriftLog } from '../drift.ts';
import type { SameText } from '../keptRows.ts';
import { compareText, decodeRows, faultOf } from './decode.ts';

const number = z.number();
const count = z.number().int().nonnegative();
const scopeShape = z.object({ id: z.string(), rows: z.array(z.unknown()), fields: z.array(z.string()).nullish() });
const kindShape = z.object({ score: z.string(), control: z.string() });
const scoreShape = z.object({ score: z.string(), current: number, max: number, ratio: number, weight: number.nullish() });
const controlShape = z.object({ control: z.string(), current: number, max: number, ratio: number, weight: number, healthy: count, unhealthy: count, notApplicable: count });

type ScoreRow = z.infer<typeof scoreShape>;

/** The scores and controls of one scope. */
export interface DecodedScore {
  readonly secureScore: Points | null;
  readonly gracePeriod: Points | null;
  readonly weight: number | null;
  /** Sorted by control id. */
  readonly controls: readonly ControlScore[];
  /** Names of score rows and controls that came more than once with different figures. */
  readonly contradictions: readonly string[];
  /** Rows that were left out. */
  readonly faults: readonly ScoreFault[];
}

/** A row of a scope that cannot be used. */
export interface ScoreFault {
  /** `ascscore`, `scoregraceexcluded`, `control <id>`; `row` where not even that can be read. */
  readonly row: string;
  readonly why: string;
  /** `unreadable`: not of the documented shape; `impossible`: figures that cannot be. */
  readonly kind: 'unreadable' | 'impossible';
}

/** The service rounds points to 2 decimals and ratios to 4; a sum of rounded points may be over a sum of maxima by as much. */
const pointsNoise = 0.01;
const ratioNoise = 0.0001;
/** No tenant has so many resources or points: sums over such figures would say nothing of any other scope. */
const mostOfAnything = 1e12;

const subject = 'microsoft.security/securescores';
const scoreNames = knownNames('ascScore', 'scoreGraceExcluded');
const fieldsOf: Readonly<Record<string, ReadonlySet<string>>> = {
  score: knownNames('displayName', 'score', 'weight'),
  control: knownNames('displayName', 'score', 'weight', 'healthyResourceCount', 'unhealthyResourceCount', 'notApplicableResourceCount', 'definition'),
};

/** The score of one row, by scope id; none of a row that cannot be used. The two scores are told apart by the row's name, never by what they are called on screen. */
export function scoreOfRow(row: WireRow, drift: DriftLog, same: SameText): readonly (readonly [string, DecodedScore])[] {
  return decodeRows([row], scopeShape, subject, drift).map(({ id, rows, fields }) => {
    for (const text of fields ?? []) noteFields(text, drift);
    return [id, decodeScope(rows, drift, same)];
  });
}

function decodeScope(rows: readonly unknown[], drift: DriftLog, same: SameText): DecodedScore {
  const scores = new Map<string, ScoreRow>();
  const controls = new Map<string, ControlScore>();
  const contradictions: string[] = [];
  const faults: ScoreFault[] = [];
  for (const row of rows) {
    const kind = kindShape.safeParse(row);
    const isControl = kind.success && kind.data.control !== '';
    const result = isControl ? controlShape.safeParse(row) : scoreShape.safeParse(row);
    const fault = result.success ? impossibility(result.data) : faultOf(result.error);
    if (!result.success || fault !== null) {
      drift.faultyRow(isControl ? `${subject}/securescorecontrols` : subject, fault ?? '');
      faults.push({ row: nameOf(kind.data), why: fault ?? '', kind: result.success ? 'impossible' : 'unreadable' });
    } else if ('control' in result.data) keep(controls, result.data.control, controlOf(result.data, same), contradictions);
    else keep(scores, result.data.score, result.data, contradictions);
  }
  for (const name of scores.keys()) drift.value(`${subject} name`, name, scoreNames);
  const own = scores.get('ascscore');
  return {
    secureScore: pointsOf(own), gracePeriod: pointsOf(scores.get('scoregraceexcluded')), weight: own?.weight ?? null,
    controls: [...controls.values()].toSorted((a, b) => compareText(a.controlId, b.controlId)), contradictions, faults,
  };
}

function nameOf(kind: z.infer<typeof kindShape> | undefined): string {
  if (kind === undefined) return 'row';
  return kind.control === '' ? kind.score : `control ${kind.control}`;
}

/** What cannot be in a row that has the documented shape; null when all of it can. Real rows have 0 of 0 points, and weight 0. */
function impossibility(row: { readonly current: number; readonly max: number; readonly ratio: number; readonly weight?: number | null | undefined }): string | null {
  const { current, max, ratio, weight = null } = row;
  for (const [name, figure] of Object.entries({ current, max, weight: weight ?? 0 })) {
    if (figure < 0) return `${name} ${figure} is negative`;
    if (figure > mostOfAnything) return `${name} ${figure} is beyond any tenant`;
  }
  if (current > max + pointsNoise) return `current ${current} is more than max ${max}`;
  return ratio < -ratioNoise || ratio > 1 + ratioNoise ? `percentage ${ratio} is not between 0 and 1` : null;
}

/** Of rows that contradict each other the choice does not depend on their order. */
function keep<T>(rows: Map<string, T>, name: string, row: T, contradictions: string[]): void {
  const other = rows.get(name);
  const differs = other !== undefined && JSON.stringify(other) !== JSON.stringify(row);
  if (differs) contradictions.push(name);
  if (other === undefined || (differs && JSON.stringify(row) > JSON.stringify(other))) rows.set(name, row);
}

function controlOf({ control, ...figures }: z.infer<typeof controlShape>, same: SameText): ControlScore {
  const { current, max, ratio, weight, healthy, unhealthy, notApplicable } = figures;
  return { controlId: same(control), current, max, ratio, weight, healthy, unhealthy, notApplicable };
}

function pointsOf(row: ScoreRow | undefined): Points | null {
  return row === undefined ? null : { current: row.current, max: row.max, ratio: row.ratio };
}

/** `control displayName score …` */
function noteFields(text: string, drift: DriftLog): void {
  const [kind = '', ...names] = text.split(' ');
  drift.fields(kind === 'control' ? `${subject}/securescorecontrols properties` : `${subject} properties`, names, fieldsOf[kind] ?? new Set());
}
