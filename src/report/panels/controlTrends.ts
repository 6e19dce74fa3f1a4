import { addDays, weekEndOf, weekStartOf } from '../../domain/calendar.ts';
import type { ControlDay, Day } from '../../domain/history.ts';
import type { ReportModel } from '../../domain/report.ts';
import type { ControlTrend } from '../../domain/reportPanels.ts';
import type { ReportContext } from '../context.ts';

const maxWeeks = 53;

/** Panel 4: each control week by week, every scope's last value of the week weighted by the scope's weight of that point. */
export async function controlTrends(context: ReportContext): Promise<ReportModel['controlTrends']> {
  const weeks = weekStarts(context);
  const ends = weeks.map((week) => weekEndOf(week, context.config.report.weekStart)).map((end) => (end > context.day ? context.day : end));
  const values = await context.history.controlDays(ends, 6);
  const inWeek = ends.map((end, index) => (values.get(end) ?? []).filter((value) => value.measuredOn >= (weeks[index] as Day)));
  const ratios = inWeek.map(controlRatios);
  const lineOf = (controlId: string): (number | null)[] => ratios.map((week) => week.get(controlId) ?? null);
  const rows = context.snapshot.controls
    .map(({ controlId, name, maxScore }): ControlTrend => ({ controlId, name, maxScore, ...endsOf(lineOf(controlId)), retired: null, values: lineOf(controlId) }))
    .filter((row) => row.values.some((value) => value !== null));
  return { weeks, rows: [...rows, ...(await retiredControls(context, { weeks, ends, ratios, lineOf }))] };
}

interface Weeks {
  readonly weeks: readonly Day[];
  readonly ends: readonly Day[];
  readonly ratios: readonly ReadonlyMap<string, number>[];
  lineOf(controlId: string): (number | null)[];
}

/** Controls with a past that the catalogue has no more, named as in their last week: their lines end, they do not vanish. */
async function retiredControls({ snapshot, history }: ReportContext, { weeks, ends, ratios, lineOf }: Weeks): Promise<ControlTrend[]> {
  const current = new Set(snapshot.controls.map(({ controlId }) => controlId));
  const gone = [...new Set(ratios.flatMap((week) => [...week.keys()]))].filter((controlId) => !current.has(controlId)).toSorted();
  const rows = await Promise.all(gone.map(async (controlId): Promise<ControlTrend[]> => {
    const values = lineOf(controlId);
    const last = values.findLastIndex((value) => value !== null);
    const definition = (await history.catalogue(ends[last] ?? ''))?.controls.find((control) => control.controlId === controlId);
    const retired = weeks[last + 1] ?? null;
    return definition === undefined || retired === null ? [] : [{ controlId, name: definition.name, maxScore: definition.maxScore, ratio: null, change: null, retired, values }];
  }));
  return rows.flat();
}

function endsOf(line: readonly (number | null)[]): Pick<ControlTrend, 'ratio' | 'change'> {
  const first = line.find((value) => value !== null) ?? null;
  const last = line.at(-1) ?? null;
  return { ratio: last, change: first === null || last === null ? null : last - first };
}

function weekStarts(context: ReportContext): Day[] {
  const first = context.grid.days[0] ?? context.day;
  const current = weekStartOf(context.day, context.config.report.weekStart);
  const all = Array.from({ length: maxWeeks }, (_, index) => addDays(current, (index - maxWeeks + 1) * 7));
  return all.filter((week) => weekEndOf(week, context.config.report.weekStart) >= first);
}

/** Σ scope weight · control current/max ÷ Σ scope weight by control, over scopes in which the control counts. */
function controlRatios(values: readonly ControlDay[]): Map<string, number> {
  const sums = new Map<string, { weighted: number; weight: number }>();
  for (const { controlId, points, scopeWeight } of values) {
    if (points.max <= 0 || scopeWeight <= 0) continue;
    const sum = sums.get(controlId) ?? { weighted: 0, weight: 0 };
    sum.weighted += (scopeWeight * points.current) / points.max;
    sum.weight += scopeWeight;
    sums.set(controlId, sum);
  }
  return new Map([...sums].map(([controlId, sum]) => [controlId, sum.weighted / sum.weight]));
}
