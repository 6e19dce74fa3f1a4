import { addDays, endOfDay } from '../domain/calendar.ts';
import type { ReportContext } from './context.ts';

/** Days back to which changes of state are looked through. */
const lookBack = 30;

/**
 * Newest statusChangeDate by scope, as far as known: ISO 8601 UTC. The service gives a score no time; that it judged a scope at a
 * moment is shown by a change of that moment at least. Moments after the run, by clocks that differ, are the run's.
 */
export async function newestChanges({ config, day, history, snapshot }: ReportContext): Promise<ReadonlyMap<string, string>> {
  const newest = new Map<string, string>();
  const note = (scopeId: string, at: string | null): void => {
    if (at === null) return;
    const moment = at > snapshot.takenAt ? snapshot.takenAt : at;
    if (moment > (newest.get(scopeId) ?? '')) newest.set(scopeId, moment);
  };
  for (const { scopeId, changedAt } of snapshot.assessments.rows) note(scopeId, changedAt);
  const changes = await history.stateChanges(endOfDay(addDays(day, -lookBack), config.timeZone), snapshot.takenAt);
  for (const { scopeId, at, atSource } of changes) if (atSource === 'reported') note(scopeId, at);
  return newest;
}
