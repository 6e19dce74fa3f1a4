import type { Alerts } from '../domain/alerts.ts';

/** What the gates of config say of a report. */
export interface GateOutcome {
  readonly passed: boolean;
  /** Why not, one sentence a failed gate. */
  readonly failures: readonly string[];
}

/** The gate of a run: every alarm fails it; what is pending or ignored does not. */
export function gateOf({ alerts }: Alerts): GateOutcome {
  const failures = alerts.filter(({ status }) => status === 'alarm').map(({ message }) => message);
  return { passed: failures.length === 0, failures };
}
