import { compileRegex, globalRegex } from '../regexes.ts';
import { convert, toText } from '../values.ts';
import type { Value } from '../values.ts';
import { listIn } from '../syntax.ts';
import type { KustoType } from '../types.ts';
import { argument, constantArgument, notSupported, ofText, optional } from './call.ts';
import type { Call, ScalarFunction } from './call.ts';

const strcat: ScalarFunction = (call) => {
  const parts = call.args.map((_, index) => argument(call, index, 'string'));
  return (row) => {
    let text = '';
    for (const part of parts) text += part(row) as string;
    return text;
  };
};

const strcatDelim: ScalarFunction = (call) => {
  const parts = call.args.map((_, index) => argument(call, index, 'string'));
  const [delimiter = () => '', ...rest] = parts;
  return (row) => rest.map((part) => part(row)).join(String(delimiter(row)));
};

const split: ScalarFunction = (call) => {
  const [source, delimiter, index] = [argument(call, 0, 'string'), argument(call, 1, 'string'), optional(call, 2, 'long', null)];
  const known = constantArgument(call, 1);
  if (known === '') throw notSupported(call, 'an empty delimiter is not supported');
  return (row) => {
    const parts = (source(row) as string).split(delimiter(row) as string);
    const wanted = index(row);
    if (typeof wanted !== 'number') return parts;
    const part = parts[wanted];
    return part === undefined ? [] : [part];
  };
};

const substring: ScalarFunction = (call) => {
  const [source, start, length] = [argument(call, 0, 'string'), argument(call, 1, 'long'), optional(call, 2, 'long', null)];
  return (row) => {
    const text = source(row) as string;
    const from = start(row);
    if (typeof from !== 'number') return '';
    const first = from < 0 ? Math.max(0, text.length + from) : from;
    const count = length(row);
    return typeof count === 'number' ? text.slice(first, first + Math.max(0, count)) : text.slice(first);
  };
};

const indexOf: ScalarFunction = (call) => {
  const [source, sought] = [argument(call, 0, 'string'), argument(call, 1, 'string')];
  const [start, length, occurrence] = [optional(call, 2, 'long', 0), optional(call, 3, 'long', -1), optional(call, 4, 'long', 1)];
  return (row) => findOccurrence(String(source(row)), String(sought(row)), start(row) as number, length(row) as number, occurrence(row) as number);
};

function findOccurrence(text: string, sought: string, start: number, length: number, occurrence: number): number | null {
  if (occurrence < 0 || length < -1) return null;
  let at = (start < 0 ? Math.max(0, text.length + start) : start) - 1;
  for (let count = 0; count < occurrence; count++) {
    // The documented examples count the length from where each occurrence's search begins.
    const end = length < 0 ? text.length : at + 1 + length;
    at = text.indexOf(sought, at + 1);
    if (at < 0 || at + sought.length > end) return -1;
  }
  return at;
}

const countOf: ScalarFunction = (call) => {
  const [source, sought] = [argument(call, 0, 'string'), argument(call, 1, 'string')];
  const kind = call.args[2] === undefined ? 'normal' : constantArgument(call, 2);
  if (kind !== 'normal' && kind !== 'regex') throw notSupported(call, 'the kind must be the literal "normal" or "regex"');
  return (row) => {
    const [text, pattern] = [String(source(row)), String(sought(row))];
    if (kind === 'regex') return [...text.matchAll(globalRegex(compileRegex(pattern)))].length;
    let count = 0;
    if (pattern !== '') for (let at = text.indexOf(pattern); at >= 0; at = text.indexOf(pattern, at + 1)) count++;
    return count;
  };
};

const replaceString: ScalarFunction = (call) => {
  const [source, sought, replacement] = [argument(call, 0, 'string'), argument(call, 1, 'string'), argument(call, 2, 'string')];
  return (row) => {
    const pattern = String(sought(row));
    return pattern === '' ? String(source(row)) : String(source(row)).replaceAll(pattern, () => String(replacement(row)));
  };
};

/** The rewrite pattern names groups `\1`; `\0` is the whole match. */
function rewrite(pattern: string, match: readonly (string | undefined)[]): string {
  return pattern.replace(/\\(\d)/g, (_, group: string) => match[Number(group)] ?? '');
}

const replaceRegex: ScalarFunction = (call) => {
  const [source, pattern, replacement] = [argument(call, 0, 'string'), argument(call, 1, 'string'), argument(call, 2, 'string')];
  return (row) => {
    const regex = globalRegex(compileRegex(String(pattern(row))));
    const target = String(replacement(row));
    return String(source(row)).replace(regex, (...match: (string | undefined)[]) => rewrite(target, match));
  };
};

/** Type named by a `typeof(…)` argument. */
function typeArgument(call: Call, index: number): KustoType {
  const tree = call.trees[index];
  if (tree === undefined) return 'string';
  const named = tree.kind === 'TypeOfLiteralExpression' ? listIn(tree, 'Types')[0] : undefined;
  const type = named?.symbol?.name;
  if (type === undefined) throw notSupported(call, 'the type must be given as typeof(…)');
  return type as KustoType;
}

const extract: ScalarFunction = (call) => {
  const [pattern, group, source] = [argument(call, 0, 'string'), argument(call, 1, 'long'), argument(call, 2, 'string')];
  const type = typeArgument(call, 3);
  return (row) => {
    const match = compileRegex(String(pattern(row))).exec(String(source(row)));
    return convert(match?.[Number(group(row))] ?? '', 'string', type);
  };
};

const extractAll: ScalarFunction = (call) => {
  const selected = call.args.length === 3;
  const [pattern, groups, source] = [argument(call, 0, 'string'), selected ? argument(call, 1, 'dynamic') : () => null, argument(call, selected ? 2 : 1, 'string')];
  return (row) => {
    const matches = [...String(source(row)).matchAll(globalRegex(compileRegex(String(pattern(row)))))];
    const wanted = groups(row) as readonly Value[] | null;
    return matches.length === 0 ? null : matches.map((match) => captured(match, wanted));
  };
};

function captured(match: RegExpMatchArray, wanted: readonly Value[] | null): Value {
  const parts = wanted === null
    ? match.slice(1)
    : wanted.map((group) => (typeof group === 'number' ? match[group] : match.groups?.[String(group)]));
  const texts = (parts.length === 0 ? [match[0]] : parts).map((part) => part ?? '');
  return texts.length === 1 ? (texts[0] ?? '') : texts;
}

const trimmer = (start: boolean, end: boolean): ScalarFunction => (call) => {
  const [pattern, source] = [argument(call, 0, 'string'), argument(call, 1, 'string')];
  return (row) => {
    const regex = compileRegex(String(pattern(row)));
    let text = String(source(row));
    if (start) text = text.replace(new RegExp(`^(?:${regex.source})`, regex.flags), '');
    return end ? text.replace(new RegExp(`(?:${regex.source})$`, regex.flags), '') : text;
  };
};

const strcmp: ScalarFunction = (call) => {
  const [a, b] = [argument(call, 0, 'string'), argument(call, 1, 'string')];
  return (row) => {
    const [x, y] = [String(a(row)), String(b(row))];
    return x < y ? -1 : x > y ? 1 : 0;
  };
};

const strrep: ScalarFunction = (call) => {
  const [source, times, delimiter] = [argument(call, 0, 'string'), argument(call, 1, 'long'), optional(call, 2, 'string', '')];
  return (row) => Array.from({ length: Math.min(1024, Math.max(0, Number(times(row)))) }, () => source(row)).join(String(delimiter(row)));
};

/** Functions on text. Lengths and positions count UTF-16 units. */
export const stringFunctions: Readonly<Record<string, ScalarFunction>> = {
  tolower: ofText((text) => text.toLowerCase()),
  toupper: ofText((text) => text.toUpperCase()),
  strlen: ofText((text) => [...text].length),
  string_size: ofText((text) => Buffer.byteLength(text)),
  reverse: (call) => {
    const read = argument(call, 0, 'string');
    return (row) => [...(read(row) as string)].reverse().join('');
  },
  strcat,
  strcat_delim: strcatDelim,
  strcat_array: (call) => {
    const [array, delimiter] = [argument(call, 0, 'dynamic'), argument(call, 1, 'string')];
    return (row) => {
      const values = array(row);
      return Array.isArray(values) ? values.map((value: Value) => toText(value, 'dynamic')).join(String(delimiter(row))) : '';
    };
  },
  split,
  substring,
  strcmp,
  strrep,
  indexof: indexOf,
  countof: countOf,
  trim: trimmer(true, true),
  trim_start: trimmer(true, false),
  trim_end: trimmer(false, true),
  replace_string: replaceString,
  replace_regex: replaceRegex,
  replace: replaceRegex,
  extract,
  extract_all: extractAll,
  isascii: ofText((text) => /^[\x00-\x7f]*$/.test(text)),
};
