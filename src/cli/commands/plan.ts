import { exitCodes } from '../../domain/errors.ts';
import { formatFor, type Format } from '../../domain/format.ts';
import type { Action } from '../../domain/reportPanels.ts';
import { planRun } from '../../pipeline/plan.ts';
import { realStages } from '../../pipeline/realStages.ts';
import type { TargetPlan } from '../../report/planToTarget.ts';
import { columns } from '../columns.ts';
import { sessionConfig, type Session } from '../session.ts';

export type PlanFlags = {
  readonly target?: number;
  readonly run?: string;
  readonly scope?: readonly string[];
  readonly json?: boolean;
};

/** `plan`: the shortest way found to a target, from the record alone. */
export async function plan(session: Session, flags: PlanFlags): Promise<number> {
  const config = await sessionConfig(session);
  const { log, terminal } = session;
  const way = await planRun(config, { target: flags.target ?? null, run: flags.run ?? 'latest', scopes: flags.scope ?? [] }, { stages: realStages, warn: (message) => log.warn(message) });
  if (flags.json === true) terminal.out(`${JSON.stringify(way, null, 2)}\n`);
  else log.result(planText(way, formatFor(config.report.locale, config.timeZone)), way);
  return exitCodes.done;
}

/** The plan as text that can be quoted: what it comes to, then a line a step. */
export function planText(way: TargetPlan, format: Format): string {
  const where = way.scopes === null ? '' : ` of ${way.scopes.join(', ')}`;
  return [`Run ${way.runId}: the score${where} is ${format.percent(way.score)}, the target ${format.percent(way.target)}.`, ...verdict(way, format), ...table(way.steps, format)].join('\n');
}

function verdict(way: TargetPlan, format: Format): readonly string[] {
  if (way.status === 'reached') return ['The target is reached.'];
  if (way.status === 'unreachable') {
    return [
      `The target cannot be reached by what is on record: with every failing recommendation fixed the score would be ${format.percent(way.highest)}.`,
      ...(way.steps.length === 0 ? [] : [`What there is to gain, ${number(way.recommendations)}, up to ${format.percent(way.after)}:`, '']),
    ];
  }
  const shortest = way.fewest === way.recommendations ? 'No shorter way exists.' : `No way with fewer than ${String(way.fewest)} exists; whether one between exists is not known.`;
  return [`The shortest way found takes ${number(way.recommendations)} and reaches ${format.percent(way.after)}. ${shortest}`, ''];
}

function number(recommendations: number): string {
  return recommendations === 1 ? '1 recommendation' : `${recommendations} recommendations`;
}

function table(steps: readonly Action[], format: Format): readonly string[] {
  if (steps.length === 0) return [];
  const head = ['step', 'gain', 'in all', 'effort', 'resources', 'owner', 'due', 'recommendation'];
  const rows = steps.flatMap((step, index) => step.names.map((name, place) => (place > 0 ? ['', '', '', '', '', '', '', `and ${name}`] : [
    String(index + 1), format.pp(step.gain), format.pp(step.cumulative), step.implementationEffort ?? 'unknown', format.count(step.resources),
    step.owner ?? '–', step.dueAt === null ? '–' : step.dueAt.slice(0, 10), `${name}${step.planNeed === null ? '' : ` (needs ${step.planNeed.plans.join(' or ')})`}`,
  ])));
  const lines = columns([head, ...rows], ['right', 'right', 'right', 'left', 'right', 'left', 'left', 'left']);
  return [...lines, '', 'gain: of the step alone, by rescoring; in all: with the steps before it. What fails together is mended together.'];
}
