import { KqlError, positionAt } from './errors.ts';
import type { Position } from './errors.ts';
import type { Tree } from './syntax.ts';
import { convert } from './values.ts';
import type { Value } from './values.ts';
import type { Database, KqlErrorCode, KustoType } from './types.ts';

/** A row between two operators: slots, whose meaning the scope knows. Never changed once made. */
export type Row = readonly Value[];

/** A compiled scalar expression. */
export type Eval = (row: Row) => Value;

/** A compiled expression with its type; `constant` when it is the same for all rows and runs. */
export interface Expression {
  readonly type: KustoType;
  readonly evaluate: Eval;
  readonly constant?: { readonly value: Value };
  readonly tree: Tree;
}

/** What a run sets and the closures read. One per compiled query; runs are synchronous, so they cannot overlap. */
export interface Frame {
  /** `now()`, in ticks. */
  now: number;
  database: Database | undefined;
  /** Counts runs, so that values computed once per run know when they are stale. */
  run: number;
}

/** The text being compiled: makes errors that say where. */
export interface Source {
  readonly text: string;
  /** What was put into the user's text before parsing it, in order of place. */
  readonly insertions: readonly Insertion[];
}

/** Text that is not the user's: offset in the parsed text, and number of characters. */
export interface Insertion {
  readonly at: number;
  readonly length: number;
}

/** Where an offset of the parsed text is in what the user wrote. */
export function placeIn({ text, insertions }: Source, offset: number): Position {
  const kept = insertions.reduceRight((part, { at, length }) => (at < offset ? part.slice(0, at) + part.slice(Math.min(offset, at + length)) : part), text.slice(0, offset));
  return positionAt(kept, kept.length);
}

/** An error at a node of the text. */
export function failure(source: Source, tree: Tree, code: KqlErrorCode, message: string, construct?: string): KqlError {
  const token = source.text.slice(tree.start, tree.end);
  return new KqlError(code, message, {
    position: placeIn(source, tree.start),
    token,
    ...(construct === undefined ? {} : { construct }),
  });
}

/** The expression converted to a type as the `to…` functions do; itself when it has that type already. */
export function cast(expression: Expression, type: KustoType): Expression {
  const from = expression.type;
  if (from === type || sameForm(from, type)) return { ...expression, type };
  const { evaluate, tree, constant } = expression;
  if (constant !== undefined) return constantOf(convert(constant.value, from, type), type, tree);
  return { type, tree, evaluate: (row) => convert(evaluate(row), from, type) };
}

/** Integers are reals at run time; a long read as int must still be checked. */
function sameForm(from: KustoType, to: KustoType): boolean {
  return (from === 'int' && (to === 'long' || to === 'real')) || (from === 'long' && to === 'real');
}

/** An expression that is the same everywhere. */
export function constantOf(value: Value, type: KustoType, tree: Tree): Expression {
  return { type, tree, constant: { value }, evaluate: () => value };
}

/** A value computed at most once per run. */
export function oncePerRun<T>(frame: Frame, compute: () => T): () => T {
  let value: T | undefined;
  let run = -1;
  return () => {
    if (run !== frame.run) {
      value = compute();
      run = frame.run;
    }
    return value as T;
  };
}
