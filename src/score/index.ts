export { counts, rollUp, type RollUp, type WeightedPoints } from './rollUp.ts';
export { controlPoints, potentialIncrease, scopePoints } from './recompute.ts';
export { reconcile, type Difference, type Reconciliation } from './reconcile.ts';
