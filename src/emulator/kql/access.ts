import { cast } from './expression.ts';
import type { Eval, Expression } from './expression.ts';
import type { Tree } from './syntax.ts';
import { isArray } from './values.ts';
import type { Value } from './values.ts';

/** `a.name` and `a['name']`: null unless `a` is a bag that has the name. */
export function compileMember(target: Expression, name: string, tree: Tree): Expression {
  const read = target.evaluate;
  const inherited = name in Object.prototype;
  const evaluate: Eval = (row) => {
    const bag = read(row);
    if (typeof bag !== 'object' || bag === null || Array.isArray(bag)) return null;
    if (inherited && !Object.hasOwn(bag, name)) return null;
    return (bag as Record<string, Value | undefined>)[name] ?? null;
  };
  return { type: 'dynamic', tree, evaluate };
}

/** `a[key]`: a string key looks into a bag, an integer one into an array, negative ones from the end. */
export function compileElement(target: Expression, key: Expression, tree: Tree): Expression {
  const known = key.constant?.value;
  if (typeof known === 'string') return compileMember(target, known, tree);
  const read = target.evaluate;
  if (typeof known === 'number') return { type: 'dynamic', tree, evaluate: (row) => elementAt(read(row), known) };
  const { evaluate } = key.type === 'string' ? key : key.type === 'dynamic' ? key : cast(key, 'long');
  return { type: 'dynamic', tree, evaluate: (row) => lookUp(read(row), evaluate(row)) };
}

/** The element an index or name selects, or null. */
export function lookUp(target: Value, key: Value): Value {
  if (typeof key === 'number') return elementAt(target, key);
  if (typeof key !== 'string' || typeof target !== 'object' || target === null || Array.isArray(target)) return null;
  return Object.hasOwn(target, key) ? ((target as Record<string, Value>)[key] ?? null) : null;
}

function elementAt(target: Value, index: number): Value {
  if (!isArray(target)) return null;
  return target[index < 0 ? target.length + index : index] ?? null;
}
