import type { Problem } from '../domain/errors.ts';
import { dottedPath } from './yamlTree.ts';
import type { Path, YamlTree } from './yamlTree.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Paths of the keys whose values are secrets, list indexes left out (`email.transport.password`). */
export const secretPaths: readonly string[] = ['publish.sas', 'publish.token', 'email.transport.password', 'email.transport.accessToken', 'alerts.webhook'];

const reference = /^\$\{([A-Za-z_]\w*)\}$/;

/**
 * Puts the environment's values in place of `${NAME}` where a key holds a secret, and only there.
 * A secret written out, a variable that is not set, and a `${…}` that nothing would replace are problems.
 */
export function expandSecrets(tree: YamlTree, env: Environment, secrets: readonly string[] = secretPaths): { readonly value: unknown; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const refuse = (path: Path, message: string, fix: string): void => {
    problems.push({ message, fix, position: { ...tree.position(path), path: dottedPath(path) } });
  };
  const text = (written: string, path: Path): string => {
    const name = reference.exec(written)?.[1];
    if (!secrets.includes(path.filter((part) => typeof part === 'string').join('.'))) {
      if (/\$\{\w+\}/.test(written)) refuse(path, 'holds ${…}, which is only read where a secret is needed', 'Write the value itself.');
      return written;
    }
    if (name === undefined) refuse(path, 'a secret must not be written in config', 'Put it in an environment variable NAME and write ${NAME}.');
    else if ((env[name] ?? '') === '') refuse(path, `the environment variable ${name} is not set`, `Set ${name} before the run.`);
    return name === undefined ? '' : (env[name] ?? '');
  };
  const walk = (value: unknown, path: Path): unknown => {
    if (typeof value === 'string') return text(value, path);
    if (Array.isArray(value)) return value.map((entry, index) => walk(entry, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, walk(entry, [...path, key])]));
  };
  return { value: walk(tree.value, []), problems };
}
