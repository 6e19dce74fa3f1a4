import type { Problem } from '../domain/errors.ts';
import { dottedPath } from './yamlTree.ts';
import type { Path, YamlTree } from './yamlTree.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Paths of the keys whose values are secrets, list indexes left out (`email.transport.password`). */
export const secretPaths: readonly string[] = [
  'azure.identity.clientSecret', 'azure.identity.certificatePassword', 'publish.sas', 'publish.token', 'groups.publish.sas', 'groups.publish.token', 'email.transport.password', 'email.transport.accessToken', 'alerts.webhook',
];

/** Keys that are no secrets, yet often known to the pipeline only: written out, or `${NAME}`. */
const referencePaths = new Set(['azure.identity.tenantId', 'azure.identity.clientId', 'azure.identity.serviceConnectionId']);

const reference = /^\$\{([A-Za-z_]\w*)\}$/;

/** A config with the environment's values in it. */
export interface Expanded {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Environment variables that the config names, each once. */
  readonly names: readonly string[];
  /** Those of them that hold secrets. */
  readonly secretNames: readonly string[];
  /** Values of these. */
  readonly secrets: readonly string[];
}

/**
 * Puts the environment's values in place of `${NAME}` where a key holds a secret (or an id that may come from there), and only there.
 * A secret written out, a variable that is not set, and a `${…}` that nothing would replace are problems.
 */
export function expandSecrets(tree: YamlTree, env: Environment, secretKeys: readonly string[] = secretPaths): Expanded {
  const problems: Problem[] = [];
  const [names, secretNames] = [new Set<string>(), new Set<string>()];
  const refuse = (path: Path, message: string, fix: string): void => {
    problems.push({ message, fix, position: { ...tree.position(path), path: dottedPath(path) } });
  };
  const text = (written: string, path: Path): string => {
    const name = reference.exec(written)?.[1];
    const key = path.filter((part) => typeof part === 'string').join('.');
    const isSecret = secretKeys.includes(key);
    if (!isSecret && (name === undefined || !referencePaths.has(key))) {
      if (/\$\{\w+\}/.test(written)) refuse(path, 'holds ${…}, which is only read where a secret is needed', 'Write the value itself.');
      return written;
    }
    if (name === undefined) {
      refuse(path, 'a secret must not be written in config', 'Put it in an environment variable NAME and write ${NAME}.');
      return '';
    }
    const value = env[name] ?? '';
    if (value === '') refuse(path, `the environment variable ${name} is not set`, `Set ${name} before the run.`);
    names.add(name);
    if (isSecret) secretNames.add(name);
    return value;
  };
  const walk = (value: unknown, path: Path): unknown => {
    if (typeof value === 'string') return text(value, path);
    if (Array.isArray(value)) return value.map((entry, index) => walk(entry, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, walk(entry, [...path, key])]));
  };
  return { value: walk(tree.value, []), problems, names: [...names], secretNames: [...secretNames], secrets: [...secretNames].map((name) => env[name] ?? '').filter((value) => value !== '') };
}
