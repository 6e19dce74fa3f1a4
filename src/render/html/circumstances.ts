import type { PlanNeed, Risk } from '../../domain/reportCircumstances.ts';
import { serviceWord } from '../../domain/serviceWords.ts';
import type { Format } from '../../domain/format.ts';

/** Tickets named; the tables hold all. */
const ticketsShown = 3;

/** `Critical risk, 4 exposed to the internet, 2 on attack paths`; empty where nothing was evaluated. */
export function riskWords(risk: Risk | null, format: Format): string {
  return risk === null ? '' : format.text('risk.words', { level: serviceWord('severity', risk.level, format), exposed: risk.exposed, paths: risk.attackPaths });
}

/** `needs Defender for Servers Plan 2, off in 2 of 3 scopes`; empty where no paid plan is known to be needed. */
export function planWords(need: PlanNeed | null, format: Format): string {
  if (need === null) return '';
  const plans = need.plans.reduce((all, plan) => (all === '' ? plan : format.text('plan.either', { all, plan })), '');
  const { missingIn: missing, scopes } = need;
  return format.text('plan.needs', { plans, state: stateOf(need), missing: missing ?? 0, scopes });
}

function stateOf({ missingIn, scopes }: PlanNeed): 'unknown' | 'on' | 'off' | 'none' {
  if (missingIn === null || scopes === 0) return 'unknown';
  return missingIn === 0 ? 'on' : missingIn === scopes ? 'none' : 'off';
}

/** `Tickets 20117, 20344 and 2 more`; empty without any. */
export function ticketWords(tickets: readonly string[], format: Format): string {
  if (tickets.length === 0) return '';
  return format.text('tickets.words', { tickets: tickets.slice(0, ticketsShown).join(', '), count: tickets.length, more: Math.max(0, tickets.length - ticketsShown) });
}
