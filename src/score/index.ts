export { counts, rollUp, type RollUp, type WeightedPoints } from './rollUp.ts';
export { controlPoints, potentialIncrease, scopePoints } from './recompute.ts';
export { reconcile, type Difference, type Reconciliation } from './reconcile.ts';
export { accountOfChange, type AccountInput } from './account/accountOfChange.ts';
export { causes, type Account, type AccountPart, type Cause, type ControlPoint, type CountCause, type ScopePoint, type Standing, type Transition } from './account/types.ts';
export { bundles, gainOf, planActions, upperBound, type Bundle, type Effort, type Plan, type PlanStep } from './gain/plan.ts';
export type { CountShift, GracedResource, GracedStanding, ScopeGrace } from './gain/grace.ts';
export { failingSets, rescore, shifted, type Counting, type FailingSet, type RescorableScope } from './gain/rescore.ts';
export { fewestChanges, forecast, horizonWeeks, intervalLevel, timeToTarget, type Forecast, type ForecastPoint, type TimeToTarget } from './forecast.ts';
