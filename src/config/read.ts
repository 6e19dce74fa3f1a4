import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { Config } from '../domain/config.ts';
import { UserError } from '../domain/errors.ts';
import type { Problem } from '../domain/errors.ts';
import { withOwnMessages } from './ownMessages.ts';
import { normalizeConfig } from './normalize.ts';
import { problemsOf } from './problems.ts';
import { configSpecSchema } from './schema.ts';
import { expandSecrets } from './secrets.ts';
import { readYamlTree, yamlLimits } from './yamlTree.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The file read when none is named and it exists. */
export const defaultConfigName = 'config.yaml';

/**
 * Config from a file; from `config.yaml` in `cwd` when `path` is null and there is one; else the defaults: everything
 * the identity can read. UserError with every problem found, each with line, column and a fix.
 */
export function readConfig(path: string | null, env: Environment, cwd: string, tell: (taken: Taken) => void = () => {}): Config {
  const file = resolve(cwd, path ?? defaultConfigName);
  if (path === null && !existsSync(file)) return defaultConfig(cwd);
  return parseConfig(readText(file, shownPath(cwd, file)), file, env, cwd, tell);
}

/** What a config takes from the environment. */
export interface Taken {
  /** Names of the variables it names. */
  readonly names: readonly string[];
  /** Those of them that hold secrets. */
  readonly secretNames: readonly string[];
  /** Values that are secrets, for taking them out of whatever is shown. */
  readonly secrets: readonly string[];
}

/** Config from text; `fileName` (absolute or relative to `cwd`) is where relative paths in it start, and what errors name; `tell` hears what is taken from the environment. */
export function parseConfig(text: string, fileName: string, env: Environment, cwd: string, tell: (taken: Taken) => void = () => {}): Config {
  const file = resolve(cwd, fileName);
  const tree = readYamlTree(text, shownPath(cwd, file));
  if (tree.value === undefined) throw new UserError(tree.problems);
  const expanded = expandSecrets(tree, env);
  // Before anything is checked: a message about a value may quote it.
  tell(expanded);
  const spec = configSpecSchema.safeParse(expanded.value ?? {});
  const problems = [...tree.problems, ...expanded.problems, ...(spec.success ? [] : problemsOf(spec.error, tree))];
  if (problems.length > 0 || !spec.success) throw new UserError(problems.toSorted(byPlace));
  return withOwnMessages(normalizeConfig(spec.data, dirname(file), { tree, text }), (own) => shownPath(cwd, own));
}

/** The config of someone who wrote none; reports go to `reports` in `cwd`. */
export function defaultConfig(cwd: string): Config {
  return normalizeConfig(configSpecSchema.parse({}), cwd);
}

function readText(file: string, shown: string): string {
  const refuse = (message: string, fix: string, cause?: unknown): UserError => new UserError({ message, fix, position: { file: shown } }, { cause });
  try {
    const { size } = statSync(file);
    if (size > yamlLimits.bytes) throw refuse(`larger than ${yamlLimits.bytes / 1024} KiB, the limit for a config file`, 'Name a config file.');
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (error instanceof TypeError) throw refuse('not UTF-8 text', 'Save the file as UTF-8.', error);
    const reason = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unreadable';
    if (reason === 'ENOENT') throw refuse('no such file', 'Name an existing file with --config, or write one with "secure-score init".', error);
    throw refuse(`cannot be read (${reason})`, 'Name a readable file with --config.', error);
  }
}

/** A file as messages name it: short when it is below the working folder. */
function shownPath(cwd: string, file: string): string {
  const short = relative(cwd, file);
  return short === '' || short.startsWith('..') ? file : short;
}

function byPlace(left: Problem, right: Problem): number {
  const [a, b] = [left.position ?? {}, right.position ?? {}];
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
