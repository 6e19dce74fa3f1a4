import { z } from 'zod';
import type { Position, Problem } from '../domain/errors.ts';
import { configSpecSchema } from './schema.ts';
import { closest, suggestion } from './suggest.ts';
import { dottedPath } from './yamlTree.ts';
import type { Path, YamlTree } from './yamlTree.ts';

/** Named in the documentation, not in this version: said so, instead of being ignored or called unknown. */
const notYet = new Set(['report.mask']);

/** What the schema found wrong, as problems at the place of the fault, each with a fix. */
export function problemsOf(error: z.ZodError, tree: YamlTree, schema: z.core.$ZodType = configSpecSchema): readonly Problem[] {
  return error.issues.flatMap((issue) => problemsOfIssue(issue, tree, schema));
}

function problemsOfIssue(issue: z.core.$ZodIssue, tree: YamlTree, schema: z.core.$ZodType): readonly Problem[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key, tree, schema));
  const { message, fix } = wording(issue, path, valueAt(tree.value, path), tree);
  const position: Position = { ...tree.position(path), path: dottedPath(path) };
  return [fix === undefined ? { message, position } : { message, position, fix }];
}

function unknownKey(parent: Path, key: string, tree: YamlTree, schema: z.core.$ZodType): Problem {
  const path = [...parent, key];
  const position: Position = { ...tree.keyPosition(path), path: dottedPath(path) };
  if (notYet.has(dottedPath(path))) return { message: `${dottedPath(path)} is not supported by this version yet`, position, fix: 'Remove it.' };
  const allowed = allowedKeys(schema, parent);
  const secret = /secret|password|passwd|token|certificate/i.test(key) && closest(key, allowed) === null;
  const fix = secret ? 'Secrets never stand in config: set AZURE_CLIENT_SECRET and its like in the environment.' : suggestion(key, allowed);
  const message = `unknown key ${JSON.stringify(key)}`;
  return fix === undefined ? { message, position } : { message, position, fix };
}

interface Wording {
  readonly message: string;
  readonly fix?: string | undefined;
}

function wording(issue: z.core.$ZodIssue, path: Path, value: unknown, tree: YamlTree): Wording {
  if (issue.code === 'custom') return { message: issue.message, fix: typeof issue.params?.['fix'] === 'string' ? issue.params['fix'] : undefined };
  if (value === undefined) return { message: `the key "${String(path.at(-1))}" is missing`, fix: 'Add it.' };
  if (value === null) return { message: 'is empty', fix: 'Give it a value or remove the line.' };
  if (issue.code === 'invalid_type') return wrongType(issue.expected, value, tree.source(path));
  if (issue.code === 'invalid_value') return wrongChoice(issue.values.map(String), path, value);
  if (issue.code === 'invalid_union' && issue.inclusive !== false) return wrongChoice((issue.options ?? []).map(String), path, value);
  if (issue.code === 'too_small') return issue.origin === 'number' ? outOfRange(`at least ${issue.minimum}`, value) : emptied(path);
  if (issue.code === 'too_big') return outOfRange(issue.origin === 'string' ? `at most ${issue.maximum} characters long` : `at most ${issue.maximum}`, value);
  return { message: issue.message };
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text', number: 'a number', int: 'a whole number', boolean: 'true or false', array: 'a list', object: 'a map of keys', record: 'a map of keys',
};

function wrongType(expected: string, value: unknown, source: string | null): Wording {
  const message = `must be ${typeNames[expected] ?? expected}, not ${described(value)}`;
  if (expected === 'string' && typeof value !== 'object' && source !== null) return { message, fix: `Put it in quotes: "${source}".` };
  if (expected === 'array') return { message, fix: 'Write it as [ … ], or one entry a line, each after "- ".' };
  return { message, fix: fixOfNumber(expected, value) };
}

function fixOfNumber(expected: string, value: unknown): string | undefined {
  const digits = typeof value === 'string' && (expected === 'number' || expected === 'int') ? /^\s*(\d+(?:\.\d+)?)\s*%?\s*$/.exec(value)?.[1] : undefined;
  return digits === undefined ? undefined : `Write ${digits} without quotes or sign.`;
}

function wrongChoice(allowed: readonly string[], path: Path, value: unknown): Wording {
  const key = dottedPath(path.filter((part) => typeof part === 'string'));
  if (notYet.has(`${key}=${String(value)}`)) return { message: `${JSON.stringify(value)} is not supported by this version yet`, fix: `Choose from ${allowed.join(', ')}.` };
  const close = typeof value === 'string' ? closest(value, allowed) : null;
  return { message: `must be one of ${allowed.join(', ')}, not ${described(value)}`, fix: close === null ? undefined : `Did you mean "${close}"?` };
}

function outOfRange(bounds: string, value: unknown): Wording {
  return { message: `must be ${bounds}, not ${typeof value === 'string' ? value.length : described(value)}` };
}

function emptied(path: Path): Wording {
  return { message: 'is empty', fix: path.at(-1) === 'include' ? 'Remove it to report on everything the identity can read, or name scopes.' : 'Give it a value or remove it.' };
}

/** A value as a message shows it; never the content of maps and lists. */
function described(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map of keys';
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  return String(value);
}

function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const part of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, part)) return undefined;
    current = Object.getOwnPropertyDescriptor(current, part)?.value;
  }
  return current;
}

/** Names of the keys the schema knows at a path; empty where any key is allowed. */
function allowedKeys(schema: z.core.$ZodType, path: Path): readonly string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return allowedKeys(schema.unwrap(), path);
  const [first, ...rest] = path;
  if (schema instanceof z.ZodArray) return allowedKeys(schema.element, rest);
  if (schema instanceof z.ZodDiscriminatedUnion) return [...new Set(schema.options.flatMap((option) => allowedKeys(option, path)))];
  if (!(schema instanceof z.ZodObject)) return [];
  if (first === undefined) return Object.keys(schema.shape);
  const child: unknown = schema.shape[first];
  return child instanceof z.ZodType ? allowedKeys(child, rest) : [];
}
