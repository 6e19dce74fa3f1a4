import type { EnvironmentRow } from '../../domain/report.ts';
import type { Accounting } from '../account/account.ts';
import type { ReportContext } from '../context.ts';
import { changeOver, figure, idsOf, scoreOn, trend } from '../figures.ts';

/** Score by environment, in the order of their weight. */
export function environments(context: ReportContext, why: Accounting): EnvironmentRow[] {
  const expected = Map.groupBy(context.snapshot.scopes, (scope) => scope.environment);
  const indexes = Map.groupBy(context.grid.scopeIds.keys(), (index) => context.grid.environment(index));
  const names = new Set([...expected.keys(), ...indexes.keys()]);
  return [...names]
    .map((environment) => {
      const scopes = indexes.get(environment) ?? [];
      return {
        environment,
        score: figure(scoreOn(context.grid, scopes, context.today), expected.get(environment)?.length ?? 0, context.format),
        over7Days: changeOver(context, scopes, 7),
        over30Days: changeOver(context, scopes, 30),
        changeAccount: why.brief(idsOf(context.grid, scopes)),
        trend: trend(context, scopes),
      };
    })
    .filter((row) => row.score.scopes + row.score.withoutScore > 0)
    .toSorted((a, b) => b.score.weight - a.score.weight || a.environment.localeCompare(b.environment, 'en'));
}
