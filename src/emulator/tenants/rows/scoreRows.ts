import type { Row } from '../../tenant.ts';
import type { CatalogueView, ControlView } from '../catalogue/catalogue.ts';
import type { ScopePlan } from '../model.ts';
import { type ControlScore, type ScopeScore, storedRatio } from '../score.ts';
import type { Scoreboard } from '../scoreboard.ts';
import { graphRow } from './envelope.ts';

/** Names of the two scores that a scope has, and how they call themselves. */
export const scoreNames = { ascScore: 'ASC score', scoreGraceExcluded: 'Grace excluded score' } as const;
export type ScoreName = keyof typeof scoreNames;

/** ARM id of a score. */
export function scoreId(plan: ScopePlan, name: ScoreName): string {
  return `${plan.id}/providers/Microsoft.Security/secureScores/${name}`;
}

/** Makes the `securescores` rows of a scope: one per score name. Rows whose score has not changed stay the same objects. */
export function scoreRowsOf(tenantId: string, plan: ScopePlan): (board: Scoreboard) => readonly Row[] {
  const last = new Map<ScoreName, { readonly score: ScopeScore; readonly row: Row }>();
  return (board) => namedScores(board).map(([name, score]) => {
    const before = last.get(name);
    if (before !== undefined && isSameScore(before.score, score)) return before.row;
    const row = graphRow({
      id: scoreId(plan, name), name, type: 'microsoft.security/securescores', tenantId, subscriptionId: plan.subscriptionId,
      resourceGroup: plan.connector?.resourceGroup ?? '',
      properties: { displayName: scoreNames[name], score: scoreOf(score.cents, score.max), weight: score.weight },
    });
    last.set(name, { score, row });
    return row;
  });
}

/**
 * Makes the `securescorecontrols` rows of a scope, under both score names: a query that does not filter by the score's name
 * counts every control twice, as it may against the service.
 */
export function controlRowsOf(tenantId: string, plan: ScopePlan): (board: Scoreboard) => readonly Row[] {
  const last = new Map<string, { readonly score: ControlScore; readonly view: CatalogueView; readonly row: Row }>();
  return (board) => namedScores(board).flatMap(([name, { controls }]) => board.view.controls.flatMap((control, index) => {
    const score = controls[index];
    if (score === null || score === undefined) return [];
    const id = `${scoreId(plan, name)}/secureScoreControls/${control.id}`;
    const before = last.get(id);
    if (before?.score === score && before.view === board.view) return [before.row];
    const row = graphRow({
      id, name: control.id, type: 'microsoft.security/securescores/securescorecontrols', tenantId, subscriptionId: plan.subscriptionId,
      resourceGroup: plan.connector?.resourceGroup ?? '', properties: controlProperties(control, score),
    });
    last.set(id, { score, view: board.view, row });
    return [row];
  }));
}

/** The scores of a board by name. */
export function namedScores(board: Scoreboard): readonly (readonly [ScoreName, ScopeScore])[] {
  return [['ascScore', board.asc], ['scoreGraceExcluded', board.graceExcluded]];
}

function isSameScore(a: ScopeScore, b: ScopeScore): boolean {
  return a.cents === b.cents && a.max === b.max && a.weight === b.weight;
}

function controlProperties(control: ControlView, score: ControlScore): object {
  return {
    displayName: control.displayName,
    healthyResourceCount: score.healthy,
    unhealthyResourceCount: score.unhealthy,
    notApplicableResourceCount: score.notApplicable,
    score: scoreOf(score.cents, score.max),
    definition: control.definition,
    weight: score.healthy + score.unhealthy,
  };
}

function scoreOf(cents: number, max: number): object {
  return { max, current: cents / 100, percentage: storedRatio(cents, max) };
}
