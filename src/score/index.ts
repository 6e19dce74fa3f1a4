export { counts, rollUp, type RollUp, type WeightedPoints } from './rollUp.ts';
export { controlPoints, potentialIncrease, scopePoints } from './recompute.ts';
export { reconcile, type Difference, type Reconciliation } from './reconcile.ts';
export { accountOfChange, type AccountInput } from './account/accountOfChange.ts';
export { causes, type Account, type AccountPart, type Cause, type ControlPoint, type CountCause, type ScopePoint, type Standing, type Transition } from './account/types.ts';
