import type { AccountPart } from './reportPanels.ts';

/** Short names of the causes of a change, the same in charts, tables and pages. */
export const causeNames: Readonly<Record<AccountPart['cause'], string>> = {
  remediated: 'Remediated',
  regressed: 'Became unhealthy',
  newResources: 'New resources',
  deletedResources: 'Deleted resources',
  exemptions: 'Exemptions',
  gracePeriod: 'Grace periods',
  catalogue: 'Catalogue changed',
  scopesJoined: 'Scopes joined',
  scopesLeft: 'Scopes left',
  weightShift: 'Weights shifted',
  staleData: 'Stale data',
  remainder: 'Unexplained',
};
