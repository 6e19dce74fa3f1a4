import { parseAllDocuments } from 'yaml';

/** Looking into YAML of unknown shape without casts. */

export type Tree = Readonly<Record<string, unknown>>;

/** The documents of a YAML text. @throws when one has an error or a warning, such as a key given twice. */
export function yamlDocuments(text: string): readonly unknown[] {
  return parseAllDocuments(text).map((document) => {
    const [problem] = [...document.errors, ...document.warnings];
    if (problem !== undefined) throw problem;
    const value: unknown = document.toJS();
    return value;
  });
}

/** The only document of a YAML text. */
export function yaml(text: string): unknown {
  const documents = yamlDocuments(text);
  if (documents.length !== 1) throw new Error(`${documents.length} documents where one is expected`);
  return documents[0];
}

/** The value as a map; empty when it is none. */
export function map(value: unknown): Tree {
  return isMap(value) ? value : {};
}

function isMap(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as a list; empty when it is none. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value as text; empty when it is none. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** What stands at a path of keys and indexes; undefined when nothing does. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inner, key) => (typeof key === 'number' ? list(inner)[key] : map(inner)[key]), value);
}
