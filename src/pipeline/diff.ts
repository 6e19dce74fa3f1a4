import type { Config } from '../domain/config.ts';
import { environmentName } from '../domain/environment.ts';
import { UserError } from '../domain/errors.ts';
import type { HistoryPoint } from '../domain/history.ts';
import type { Scope } from '../domain/scope.ts';
import { buildDiff, type DiffEnd, type DiffInputs } from '../report/diff/buildDiff.ts';
import type { Diff } from '../report/diff/diffModel.ts';
import { belongsTo } from '../report/membership.ts';
import { openEngine, type Engine, type EnginePorts } from './engine.ts';
import { findRun, isCalled, statesAt, withRecord, type RecordPorts } from './recordedRuns.ts';
import type { OpenRecord } from './stages.ts';

export interface DiffRequest {
  readonly names: readonly [string, string];
  /** Names or ids of scopes, `*` for any characters; empty: all. */
  readonly scopes: readonly string[];
  /** A group of config; null: all scopes. */
  readonly group: string | null;
  readonly environment: string | null;
}

/** Two runs compared, the earlier one first whichever way they are named; with a local history nothing is asked of Azure. */
export function diffRuns(config: Config, request: DiffRequest, ports: RecordPorts & EnginePorts): Promise<Diff> {
  return withRecord(config, ports, async (record) => {
    const engine = await openEngine(config, record, ports);
    const [from, to] = request.names.map((name) => findRun(engine.points, name, engine.place)).toSorted((a, b) => (a.runId < b.runId ? -1 : 1));
    if (from === undefined || to === undefined || from.runId === to.runId) {
      throw new UserError({ message: `both are the run ${from?.runId ?? ''}`, fix: 'Name two different runs.' });
    }
    const ends = [await endOf(record, engine, from), await endOf(record, engine, to)] as const;
    const known = [...ends[0].history.scopes.values(), ...ends[1].history.scopes.values()];
    return buildDiff({
      from: ends[0], to: ends[1], timeZone: config.timeZone, groups: config.groups, only: selection(config, request, known),
      states: ends[1].snapshot === null ? null : await statesAt(record, to.runId),
    });
  });
}

async function endOf(record: OpenRecord, engine: Engine, point: HistoryPoint): Promise<DiffEnd> {
  const isOnRecord = record.runs().some(({ runId }) => runId === point.runId);
  return { point, history: engine.asOf(point.runId), snapshot: isOnRecord ? await record.snapshot(point.runId) : null };
}

/** What the flags select; all of them must hold. UserError for what selects nothing. */
function selection({ groups }: Config, { scopes, group, environment }: DiffRequest, known: readonly Scope[]): DiffInputs['only'] {
  const own = group === null ? null : groups.find(({ name }) => name.toLowerCase() === group.toLowerCase());
  if (own === undefined) throw new UserError({ message: `config has no group ${JSON.stringify(group)}`, fix: groups.length === 0 ? 'Add it to groups in config.' : `There are: ${groups.map(({ name }) => name).join(', ')}.` });
  const tests: readonly { readonly name: string; readonly has: (scope: Scope) => boolean }[] = [
    ...(own === null ? [] : [{ name: `group ${own.name}`, has: (scope: Scope) => belongsTo(own.match, scope) }]),
    ...(environment === null ? [] : [{ name: `environment ${environment}`, has: (scope: Scope) => scope.environment.toLowerCase() === environmentName(environment).toLowerCase() }]),
    ...(scopes.length === 0 ? [] : [{ name: scopes.join(', '), has: (scope: Scope) => scopes.some((pattern) => isCalled(scope, pattern)) }]),
  ];
  if (tests.length === 0) return null;
  const inVain = [...tests, ...scopes.map((name) => ({ name, has: (scope: Scope) => isCalled(scope, name) }))].find(({ has }) => !known.some(has));
  if (inVain !== undefined) throw new UserError({ message: `no scope on record belongs to ${JSON.stringify(inVain.name)}`, fix: `There are ${new Set(known.map(({ id }) => id)).size}, e.g. ${[...new Set(known.map(({ name }) => name))].slice(0, 5).join(', ')}; * stands for any characters.` });
  return { name: tests.map(({ name }) => name).join(', '), has: (scope) => tests.every(({ has }) => has(scope)) };
}
