import type { Format } from '../domain/format.ts';
import type { Day, ScoreGrid } from '../domain/history.ts';
import type { TrendEvent } from '../domain/reportFigures.ts';
import type { ReportContext } from './context.ts';
import { announcedBreaks } from './methodBreaks.ts';

/** What happened beside the line: announced method breaks, changes of the catalogue, scopes that joined or left. */
export async function trendEvents(context: ReportContext): Promise<TrendEvent[]> {
  const first = context.grid.days[0] ?? context.day;
  const breaks = announcedBreaks.filter(({ day }) => day > first && day <= context.day).map(({ day, label }): TrendEvent => ({ day, kind: 'methodBreak', label: context.format.text(label) }));
  const events = [...breaks, ...(await catalogueChanges(context, first)), ...membershipChanges(context)];
  return events.toSorted((a, b) => a.day.localeCompare(b.day) || a.label.localeCompare(b.label, 'en'));
}

async function catalogueChanges(context: ReportContext, first: Day): Promise<TrendEvent[]> {
  const points = context.history.points.filter((point) => point.day >= first && point.at <= context.snapshot.takenAt && point.catalogueHash !== null);
  const events: TrendEvent[] = [];
  for (const [index, point] of points.entries()) {
    const previous = points[index - 1];
    if (previous === undefined || previous.catalogueHash === point.catalogueHash || previous.day === point.day) continue;
    const label = await catalogueLabel(context, previous.day, point.day);
    if (label !== null) events.push({ day: point.day, kind: 'methodBreak', label });
  }
  return events;
}

/** `2 recommendations added, 1 removed`; null where only texts changed. */
async function catalogueLabel(context: ReportContext, before: Day, after: Day): Promise<string | null> {
  const [was, is] = [await context.history.catalogue(before), await context.history.catalogue(after)];
  if (was === null || is === null) return null;
  const { format } = context;
  const parts = [
    ...differenceWords('controls', keysOf(was.controls, 'controlId'), keysOf(is.controls, 'controlId'), format),
    ...differenceWords('recommendations', keysOf(was.recommendations, 'key'), keysOf(is.recommendations, 'key'), format),
  ];
  const maxima = new Map(was.controls.map((control) => [control.controlId, control.maxScore]));
  const moved = is.controls.filter((control) => maxima.has(control.controlId) && maxima.get(control.controlId) !== control.maxScore).length;
  if (moved > 0) parts.push(format.text('catalogue.maxima', { count: moved }));
  return parts.length === 0 ? null : format.text('catalogue.changed', { changes: parts.join(', ') });
}

function keysOf<Field extends string>(rows: readonly Readonly<Record<Field, string>>[], field: Field): Set<string> {
  return new Set(rows.map((row) => row[field]));
}

function differenceWords(what: 'controls' | 'recommendations', was: ReadonlySet<string>, is: ReadonlySet<string>, format: Format): string[] {
  const added = is.difference(was).size;
  const removed = was.difference(is).size;
  return [...(added === 0 ? [] : [format.text(`catalogue.${what}Added`, { count: added })]), ...(removed === 0 ? [] : [format.text(`catalogue.${what}Removed`, { count: removed })])];
}

/** Scopes that appear after the first day or come back, and those that go: gone, or still there and without a score for too long. */
function membershipChanges(context: ReportContext): TrendEvent[] {
  const { grid, today, format } = context;
  const present = new Set(context.snapshot.scopes.filter(({ state }) => state.toLowerCase() === 'enabled').map(({ id }) => id));
  const runs = new Set(context.runDays);
  const event = (index: number, kind: TrendEvent['kind'], key: 'joined' | 'returned' | 'left' | 'unscored', name: string): TrendEvent => ({ day: grid.days[index] as Day, kind, label: format.text(`membership.${key}`, { name }) });
  return grid.scopeIds.flatMap((id, scope) => {
    const name = context.scope(id)?.name ?? id;
    return absences(grid, scope).flatMap(({ from, to }) => {
      // Days on which nobody asked tell nothing of a scope.
      if (!grid.days.slice(from, to + 1).some((day) => runs.has(day))) return [];
      const back = to < today ? [event(to + 1, 'scopeJoined', from === 0 ? 'joined' : 'returned', name)] : [];
      const gone = from > 0 ? [event(from, 'scopeLeft', to === today && present.has(id) ? 'unscored' : 'left', name)] : [];
      return [...gone, ...back];
    });
  });
}

/** Stretches of days without a value, as indexes of their first and last day. */
function absences(grid: ScoreGrid, scope: number): readonly { readonly from: number; readonly to: number }[] {
  const found: { from: number; to: number }[] = [];
  grid.days.forEach((_, index) => {
    if (grid.at(scope, index) !== null) return;
    const last = found.at(-1);
    if (last !== undefined && last.to === index - 1) last.to = index;
    else found.push({ from: index, to: index });
  });
  return found;
}

/** Scopes with a value on every day that has a run: the constant set for the like-for-like line. */
export function constantScopes(context: ReportContext): readonly number[] {
  const { grid, runDays } = context;
  const withRun = new Set(runDays);
  const days = grid.days.flatMap((day, index) => (withRun.has(day) ? [index] : []));
  return [...grid.scopeIds.keys()].filter((scope) => days.every((day) => grid.at(scope, day) !== null));
}
