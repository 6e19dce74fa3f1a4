import { parseDatetime } from './datetimes.ts';
import { constantOf, failure } from './expression.ts';
import type { Expression, Source } from './expression.ts';
import { child, listIn } from './syntax.ts';
import type { Tree } from './syntax.ts';
import { parseTimespan } from './timespans.ts';
import type { KustoType } from './types.ts';
import { toDynamic, toGuid } from './values.ts';
import type { Value } from './values.ts';

type Reader = (text: string) => Value | undefined;

const readers: Readonly<Record<string, { readonly type: KustoType; readonly read: Reader }>> = {
  LongLiteralExpression: { type: 'long', read: (text) => integer(text) },
  IntLiteralExpression: { type: 'int', read: (text) => integer(text) },
  RealLiteralExpression: { type: 'real', read: (text) => real(text) },
  DateTimeLiteralExpression: { type: 'datetime', read: (text) => parseDatetime(text.replace(/^(['"])(.*)\1$/, '$2')) ?? undefined },
  TimespanLiteralExpression: { type: 'timespan', read: (text) => parseTimespan(text) ?? undefined },
  GuidLiteralExpression: { type: 'guid', read: (text) => toGuid(text) ?? undefined },
  BooleanLiteralExpression: { type: 'bool', read: (text) => /^(true|1)$/i.test(text) ? true : /^(false|0)$/i.test(text) ? false : undefined },
};

/** A literal as a constant, or `undefined` when the node is no literal. */
export function compileLiteral(tree: Tree, source: Source): Expression | undefined {
  if (tree.kind === 'StringLiteralExpression' || tree.kind === 'CompoundStringLiteralExpression') {
    return constantOf(String(tree.constant ?? ''), 'string', tree);
  }
  if (tree.kind === 'NullLiteralExpression') return constantOf(null, 'dynamic', tree);
  if (tree.kind === 'DynamicExpression') return constantOf(json(child(tree, 'Expression'), source), 'dynamic', tree);
  const reader = readers[tree.kind];
  if (reader === undefined) return undefined;
  const text = literalText(tree, source);
  if (text === 'null') return constantOf(null, reader.type, tree);
  const value = reader.read(text);
  if (value === undefined) throw failure(source, tree, 'unsupported', `this ${reader.type} literal cannot be read exactly: ${text}`, `${reader.type} literal`);
  return constantOf(value, reader.type, tree);
}

/** The text inside `type(…)`, or the whole token. */
function literalText(tree: Tree, source: Source): string {
  const text = source.text.slice(tree.start, tree.end).trim();
  return (/^[a-z_]+\s*\(([\s\S]*)\)$/i.exec(text)?.[1] ?? text).trim();
}

function integer(text: string): number | undefined {
  const value = /^-?0x/i.test(text) ? Number.parseInt(text.replace('-', ''), 16) * (text.startsWith('-') ? -1 : 1) : /^-?\d+$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}

function real(text: string): number | undefined {
  const named: Readonly<Record<string, number>> = { nan: NaN, '+inf': Infinity, inf: Infinity, '-inf': -Infinity };
  const value = named[text.toLowerCase()];
  if (value !== undefined) return value;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

function json(tree: Tree, source: Source): Value {
  switch (tree.kind) {
    case 'JsonArrayExpression': return listIn(tree, 'Values').map((value) => json(value, source));
    case 'JsonObjectExpression': return jsonObject(tree, source);
    case 'UnaryMinusExpression': return -Number(json(child(tree, 'Expression'), source));
    case 'UnaryPlusExpression':
    case 'ParenthesizedExpression': return json(child(tree, 'Expression'), source);
    default: {
      const literal = compileLiteral(tree, source)?.constant;
      if (literal === undefined) throw failure(source, tree, 'unsupported', `not supported inside a dynamic literal: ${tree.kind}`, tree.kind);
      return toDynamic(literal.value, readers[tree.kind]?.type ?? 'dynamic');
    }
  }
}

function jsonObject(tree: Tree, source: Source): Value {
  const entries = listIn(tree, 'Pairs').map((pair) => {
    const name = child(pair, 'Name');
    const quoted = source.text.slice(name.start, name.end);
    return [unquote(quoted), json(child(pair, 'Value'), source)] as const;
  });
  return Object.fromEntries(entries);
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '0': '\0', a: '\x07', v: '\v' };

/** The characters a quoted string literal stands for. */
export function unquote(text: string): string {
  if (!/^(['"]).*\1$/s.test(text)) return text;
  return text.slice(1, -1).replace(/\\(u([0-9a-f]{4})|.)/gis, (_, escape: string, code: string | undefined) =>
    code === undefined ? (escapes[escape] ?? escape) : String.fromCharCode(Number.parseInt(code, 16)));
}
