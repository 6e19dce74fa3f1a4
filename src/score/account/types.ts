import type { ScopeId } from '../../domain/scope.ts';
import type { Points, StateCounts } from '../../domain/snapshot.ts';

/** Why a score moved. The order is that of the report. */
export const causes = [
  'remediated', // resources that failed and now pass
  'regressed', // resources that passed and now fail
  'newResources', // resources that are new, or assessed for the first time
  'deletedResources', // resources that are gone, or not assessed any more
  'exemptions', // exemptions granted or ended
  'gracePeriod', // failures that left the score for a running grace period, or came into it when they were due
  'catalogue', // recommendations or controls added or removed, maxima changed, preview to GA
  'scopesJoined',
  'scopesLeft',
  'weightShift', // the scopes' relative weights moved
  'staleData', // control counts that lag behind the assessments (controls are computed every eight hours); also grace periods, where an earlier run's assignments are not on record
  'remainder', // rounding by the service, and what its counts show where no resource states are on record
] as const;

export type Cause = (typeof causes)[number];

/** Causes that act inside a control, on its counts. */
export type CountCause = Extract<Cause, 'remediated' | 'regressed' | 'newResources' | 'deletedResources' | 'exemptions' | 'gracePeriod' | 'catalogue'>;

/** A resource's standing in a control: healthy only if it passes all of its recommendations; null: not assessed. */
export type Standing = 'healthy' | 'unhealthy' | null;

/** A resource whose standing in a control differs between the two points. */
export interface Transition {
  readonly controlId: string;
  readonly resourceId: string;
  readonly from: Standing;
  readonly to: Standing;
  readonly cause: CountCause;
  /** Recommendations that made the difference. */
  readonly keys: readonly string[];
}

/** One control of a scope at one point. */
export interface ControlPoint {
  readonly controlId: string;
  /** Points of the definition, also where nothing is assessed; null: the control is not in the catalogue at this point. */
  readonly maxScore: number;
  readonly points: Points;
  readonly counts: StateCounts;
}

/** One scope at one point. */
export interface ScopePoint {
  readonly scopeId: ScopeId;
  readonly points: Points;
  readonly weight: number;
  readonly controls: readonly ControlPoint[];
}

/** A share of the change that has one cause in one place; `change` is a ratio of the whole score (0.01 = 1 pp). */
export interface AccountPart {
  readonly cause: Cause;
  readonly scopeId: ScopeId;
  /** Null: the cause concerns the scope as a whole. */
  readonly controlId: string | null;
  readonly change: number;
  /** Transitions behind the part; empty for causes that have no resources. */
  readonly transitions: readonly Transition[];
}

/** Why a score moved from one point to another; the parts sum to `to − from`. */
export interface Account {
  readonly from: number;
  readonly to: number;
  readonly parts: readonly AccountPart[];
}
