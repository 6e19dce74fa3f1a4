import { compileExpression } from '../compileExpression.ts';
import { cast, failure } from '../expression.ts';
import type { Row } from '../expression.ts';
import { missing, over, slot } from '../scope.ts';
import type { Context, Field } from '../scope.ts';
import { compileRegex } from '../regexes.ts';
import { child, listIn, nameOf, parameter } from '../syntax.ts';
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
  /** Number of its capture group. */
  readonly group: number;
}

interface Pattern {
  readonly regex: RegExp;
  readonly captures: readonly Capture[];
  /** Relaxed: a value that does not convert is null, and the rest still counts. */
  readonly relaxed: boolean;
}

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, (character) => `\\${character}`);

/** How the parts of a pattern are turned into a regular expression. */
interface Mode {
  readonly regex: boolean;
  readonly relaxed: boolean;
  /** What any text matches: as little as possible, but in regex mode as much as possible unless the flag U is given. */
  readonly anything: string;
}

/** What a typed column may match. */
function capturePattern(type: KustoType, { relaxed, anything }: Mode): string {
  if (type !== 'long' && type !== 'int' && type !== 'real') return `(${anything})`;
  const number = type === 'real' ? '[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?' : '[-+]?\\d+';
  return relaxed ? `(${number}|${anything})` : `(${number})`;
}

/** Builds one regular expression for the whole pattern (parse-operator, "Supported kind values"). */
function compilePattern(tree: Tree, context: Context): Pattern {
  const kind = parameter(tree, 'kind') ?? 'simple';
  const flags = kind === 'regex' ? (parameter(tree, 'flags') ?? '') : 's';
  const lazy = kind !== 'regex' || flags.includes('U');
  const mode: Mode = { regex: kind === 'regex', relaxed: kind === 'relaxed', anything: lazy ? '.*?' : '.*' };
  const captures: Capture[] = [];
  const patterns = listIn(tree, 'Patterns');
  let groups = 0;
  const parts = patterns.map((part, index): string => {
    if (part.kind === 'StarExpression') return mode.anything;
    if (part.kind === 'StringLiteralExpression') {
      const text = mode.regex ? delimiter(part, flags, context) : escape(String(part.constant));
      if (mode.regex) groups += groupCount(text);
      return `(?:${text})`;
    }
    const capture = captureOf(part, ++groups, context);
    rejectOpenEnd(capture, part, patterns[index + 1], context);
    captures.push(capture);
    return capturePattern(capture.type, mode);
  });
  const source = `^${parts.join('')}${patterns.at(-1)?.kind === 'StarExpression' ? '' : '$'}`;
  return { regex: compileRegex(source, flags.replace('U', '')), captures, relaxed: mode.relaxed };
}

/** Where such a column ends is not defined by what follows. */
function rejectOpenEnd({ type }: Capture, part: Tree, next: Tree | undefined, context: Context): void {
  const number = type === 'long' || type === 'int' || type === 'real';
  if (!number && next?.kind === 'StarExpression') throw failure(context.source, next, 'unsupported', `a * right after a column of type ${type} is not supported`, 'parse *');
  if (!number && next !== undefined && next.kind !== 'StringLiteralExpression') throw failure(context.source, part, 'unsupported', 'two columns without a delimiter between them are not supported', 'parse pattern');
}

/** A delimiter that is itself a regular expression. */
function delimiter(part: Tree, flags: string, context: Context): string {
  const text = String(part.constant);
  if (flags.includes('U') && /[*+?{]/.test(text)) throw failure(context.source, part, 'unsupported', 'a repetition in a delimiter is not supported together with the flag U', 'parse flags');
  return text;
}

/** Capture groups of a delimiter, which shift those of the columns. */
function groupCount(pattern: string): number {
  return (compileRegex(`${pattern}|`).exec('')?.length ?? 1) - 1;
}

function captureOf(part: Tree, group: number, context: Context): Capture {
  if (part.kind === 'NameDeclaration') return { name: nameOf(part), type: 'string', group };
  if (part.kind !== 'NameAndTypeDeclaration') throw failure(context.source, part, 'unsupported', `not supported in a parse pattern: ${part.kind}`, 'parse pattern');
  return { name: nameOf(child(part, 'Name')), type: (child(part, 'Type').symbol?.name ?? 'string') as KustoType, group };
}

/** Values of the pattern's columns, or `undefined` when the text does not match. */
function matchText(text: string, { regex, captures, relaxed }: Pattern): readonly Value[] | undefined {
  const match = regex.exec(text);
  if (match === null) return undefined;
  const values = captures.map(({ type, group }) => convert(match[group] ?? '', 'string', type));
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
