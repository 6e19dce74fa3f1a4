import { compileExpression } from '../compileExpression.ts';
import { cast, failure } from '../expression.ts';
import type { Row } from '../expression.ts';
import { missing, over, slot } from '../scope.ts';
import type { Context, Field } from '../scope.ts';
import { compileRegex } from '../regexes.ts';
import { child, items, nameOf, parameter } from '../syntax.ts';
import type { Tree } from '../syntax.ts';
import type { KustoType } from '../types.ts';
import { convert } from '../values.ts';
import type { Value } from '../values.ts';
import { mapRows } from './columns.ts';
import { resultColumns } from './operator.ts';
import type { Operator } from './operator.ts';

interface Capture {
  readonly name: string;
  readonly type: KustoType;
}

interface Pattern {
  readonly regex: RegExp;
  readonly captures: readonly Capture[];
  /** Relaxed: a value that does not convert is null, and the rest still counts. */
  readonly relaxed: boolean;
}

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** What a typed column may match. Strings and the `*` take as little as they can, except at the end. */
function capturePattern(type: KustoType, relaxed: boolean): string {
  if (relaxed || (type !== 'long' && type !== 'int' && type !== 'real')) return '([\\s\\S]*?)';
  return type === 'real' ? '([-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?)' : '([-+]?\\d+)';
}

/** Builds one regular expression for the whole pattern (parse-operator, "Regex mode"). */
function compilePattern(tree: Tree, context: Context): Pattern {
  const kind = parameter(tree, 'kind') ?? 'simple';
  const relaxed = kind === 'relaxed';
  const captures: Capture[] = [];
  const parts = items(tree, 'Patterns').map((part): string => {
    if (part.kind === 'StarExpression') return '[\\s\\S]*?';
    if (part.kind === 'StringLiteralExpression') return kind === 'regex' ? `(?:${delimiter(part, context)})` : escape(String(part.constant));
    const capture = captureOf(part, context);
    captures.push(capture);
    return capturePattern(capture.type, relaxed);
  });
  const last = items(tree, 'Patterns').at(-1);
  const open = last?.kind === 'StarExpression';
  const source = `^${parts.join('')}${open ? '' : '$'}`;
  return { regex: kind === 'regex' ? compileRegex(source, regexFlags(tree, context)) : new RegExp(source), captures, relaxed };
}

/** Groups of a delimiter must not shift the numbers of the columns. */
function delimiter(part: Tree, context: Context): string {
  const text = String(part.constant);
  if (/(?<!\\)\((?!\?)/.test(text)) throw failure(context.source, part, 'unsupported', 'capture groups inside a parse delimiter are not supported', 'capture group');
  return text;
}

function regexFlags(tree: Tree, context: Context): string {
  const flags = parameter(tree, 'flags') ?? '';
  if (/[^imsU]/.test(flags) || flags.includes('U')) throw failure(context.source, tree, 'unsupported', `these flags of parse are not supported: ${flags}`, 'parse flags');
  return flags;
}

function captureOf(part: Tree, context: Context): Capture {
  if (part.kind === 'NameDeclaration') return { name: nameOf(part), type: 'string' };
  if (part.kind !== 'NameAndTypeDeclaration') throw failure(context.source, part, 'unsupported', `not supported in a parse pattern: ${part.kind}`, 'parse pattern');
  return { name: nameOf(child(part, 'Name')), type: (child(part, 'Type').symbol?.name ?? 'string') as KustoType };
}

/** Values of the pattern's columns, or `undefined` when the text does not match. */
function matchText(text: string, { regex, captures, relaxed }: Pattern): readonly Value[] | undefined {
  const match = regex.exec(text);
  if (match === null) return undefined;
  const values = captures.map(({ type }, index) => convert(match[index + 1] ?? '', 'string', type));
  return relaxed || !values.includes(null) ? values : undefined;
}

const parsing = (dropUnmatched: boolean): Operator => (tree, input, context) => {
  const inner = over(context, input);
  const text = cast(compileExpression(child(tree, 'Expression'), inner), 'string').evaluate;
  const pattern = compilePattern(tree, context);
  const nothing = pattern.captures.map(({ type }) => missing(type));
  const positions = new Map(pattern.captures.map(({ name }, index) => [name, input.width + index]));
  const before = new Map(input.fields.map((field) => [field.name, field]));
  const fields = resultColumns(tree).map(({ name, type }): Field => {
    const position = positions.get(name);
    const old = before.get(name);
    if (position !== undefined) return { name, type, read: slot(position) };
    if (old === undefined) throw new Error(`no value for the column ${name}`);
    return old;
  });
  const unmatched: Row = [];
  const rows = (): readonly Row[] => mapRows(input.rows(), inner.window, (row) => {
    const values = matchText(String(text(row)), pattern);
    return values === undefined && dropUnmatched ? unmatched : [...row, ...(values ?? nothing)];
  });
  return { fields, width: input.width + nothing.length, serialized: input.serialized, rows: dropUnmatched ? () => rows().filter((row) => row !== unmatched) : rows };
};

/** `parse`: text that does not match leaves the new columns empty. */
export const parse: Operator = parsing(false);

/** `parse-where`: text that does not match leaves the row out. */
export const parseWhere: Operator = parsing(true);
