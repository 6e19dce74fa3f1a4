import { alignTypes } from './comparisons.ts';
import { cast, oncePerRun } from './expression.ts';
import type { Eval, Expression, Frame, Row, Source } from './expression.ts';
import type { Plan } from './scope.ts';
import type { Tree } from './syntax.ts';
import { hasWholeTerm } from './terms.ts';
import type { KustoType } from './types.ts';
import { convert, isArray } from './values.ts';
import type { Value } from './values.ts';

/** The right side of `in`, `has_any` and `has_all`: single values, dynamic arrays, or the first column of a table. */
export type Candidates = readonly (Expression | Plan)[];

function isPlan(candidate: Expression | Plan): candidate is Plan {
  return 'rows' in candidate;
}

function typeOfCandidate(candidate: Expression | Plan): KustoType {
  return isPlan(candidate) ? (candidate.fields[0]?.type ?? 'dynamic') : candidate.type;
}

/** All candidate values in the wanted type; arrays are spread. */
function collect(candidates: Candidates, row: Row, type: KustoType): Value[] {
  return candidates.flatMap((candidate): Value[] => {
    if (isPlan(candidate)) {
      const field = candidate.fields[0];
      return field === undefined ? [] : candidate.rows().map((each) => convertTo(field.read(each), field.type, type));
    }
    const value = candidate.evaluate(row);
    if (candidate.type === 'dynamic' && isArray(value)) return value.map((element: Value) => convertTo(element ?? null, 'dynamic', type));
    return [convertTo(value, candidate.type, type)];
  });
}

function convertTo(value: Value, from: KustoType, to: KustoType): Value {
  return from === to || (typeof value === 'number' && to === 'real') ? value : convert(value, from, to);
}

function varies(candidates: Candidates): boolean {
  return candidates.some((candidate) => !isPlan(candidate) && candidate.constant === undefined);
}

/** What depends on the row is computed for each row, everything else once per run. */
function candidateSet<T>(candidates: Candidates, frame: Frame, build: (row: Row) => T): (row: Row) => T {
  if (varies(candidates)) return build;
  const once = oncePerRun(frame, () => build([]));
  return () => once();
}

/** `in`, `!in` and, without case, `in~`, `!in~`: an `or` of equalities, an `and` of inequalities. */
export function compileIn(left: Expression, candidates: Candidates, options: { readonly negated: boolean; readonly caseless: boolean }, tree: Tree, source: Source, frame: Frame): Expression {
  const value = comparableSide(left, candidates, options.caseless, tree, source);
  const fold = (each: Value): Value => (options.caseless && typeof each === 'string' ? each.toLowerCase() : each);
  const setOf = candidateSet(candidates, frame, (row) => new Set(collect(candidates, row, value.type).map(fold)));
  const read = value.evaluate;
  const evaluate: Eval = (row) => {
    const set = setOf(row);
    const it = fold(read(row));
    if (it === null && set.has(null)) return null;
    return set.has(it) !== options.negated;
  };
  return { type: 'bool', tree, evaluate };
}

function comparableSide(left: Expression, candidates: Candidates, caseless: boolean, tree: Tree, source: Source): Expression {
  if (caseless) return cast(left, 'string');
  const other = candidates.map(typeOfCandidate).find((type) => type !== 'dynamic');
  if (other === undefined) return left.type === 'dynamic' ? cast(left, 'string') : left;
  const sample: Expression = { type: other, tree, evaluate: () => null };
  return alignTypes(left, sample, tree, source)[0];
}

/** `has_any` and `has_all`: whole terms, without case. */
export function compileHasList(all: boolean, left: Expression, candidates: Candidates, tree: Tree, frame: Frame): Expression {
  const read = cast(left, 'string').evaluate;
  const listOf = candidateSet(candidates, frame, (row) => collect(candidates, row, 'string').map((value) => String(value).toLowerCase()));
  const evaluate: Eval = (row) => {
    const text = String(read(row)).toLowerCase();
    const test = (sought: string): boolean => hasWholeTerm(text, sought);
    return all ? listOf(row).every(test) : listOf(row).some(test);
  };
  return { type: 'bool', tree, evaluate };
}
