import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document, Node, Pair, YAMLMap, YAMLSeq } from 'yaml';
import type { Position, Problem } from '../domain/errors.ts';

/** Limits on a config file: far beyond any real one, low enough that a hostile one costs nothing. */
export const yamlLimits = { bytes: 1_048_576, depth: 24, aliases: 64, nodes: 50_000 } as const;

/** Keys that reach into JavaScript's objects or merge maps behind the reader's back. */
const refusedKeys = new Set(['__proto__', 'constructor', 'prototype', '<<']);

const tooDeep = `nested more than ${yamlLimits.depth} levels deep`;

export type Path = readonly (string | number)[];

/** What a YAML text says, with the place of everything it says. */
export interface YamlTree {
  /** Plain values; maps are objects with only the keys written. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Place of the value at a path; the nearest enclosing one when the path is not in the text. */
  position(path: Path): Position;
  /** Place of the key that ends the path; like {@link position} when it is no key. */
  keyPosition(path: Path): Position;
  /** The characters of the scalar at a path as written (`0123`); null when there is none. */
  source(path: Path): string | null;
}

/** Reads YAML 1.2 into plain values; problems instead of exceptions, whatever the text. */
export function readYamlTree(text: string, file: string): YamlTree {
  const lines = new LineCounter();
  const document = compose(text, lines);
  if (typeof document === 'string') return failed([{ message: document, position: { file } }], file);
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const faults = [...document.errors, ...document.warnings];
  // The library reports an overflow of its own recursion as a fault at every level it unwinds through.
  if (faults.some(({ message }) => message.includes('call stack'))) return failed([{ message: tooDeep, position: { file } }], file);
  if (faults.length > 0) return failed(faults.map(({ message, pos }) => ({ message: syntaxMessage(message), position: at(pos[0]) })), file);
  return new Walk(document, at).tree(file);
}

function compose(text: string, lines: LineCounter): Document.Parsed | string {
  if (Buffer.byteLength(text) > yamlLimits.bytes) return `larger than ${yamlLimits.bytes / 1024} KiB, the limit for a config file`;
  try {
    // Duplicate keys are found below: the library's own check compares every key with every other.
    return parseDocument(text, { version: '1.2', schema: 'core', merge: false, uniqueKeys: false, prettyErrors: false, logLevel: 'error', lineCounter: lines });
  } catch (error) {
    if (error instanceof RangeError) return tooDeep;
    throw error;
  }
}

function syntaxMessage(message: string): string {
  const [first = ''] = message.split('\n');
  return `not valid YAML: ${first.replace(/;.*$/, '').replace(/[.:]$/, '')}`;
}

function failed(problems: readonly Problem[], file: string): YamlTree {
  const start = (): Position => ({ file, line: 1, column: 1 });
  return { value: undefined, problems, position: start, keyPosition: start, source: () => null };
}

/** One pass over the parsed document that makes plain values and notes where each came from. */
class Walk {
  readonly #document: Document.Parsed;
  readonly #at: (offset: number) => Position;
  readonly #problems: Problem[] = [];
  readonly #values = new Map<string, number>();
  readonly #keys = new Map<string, number>();
  readonly #sources = new Map<string, string>();
  #nodes = 0;
  #aliases = 0;

  constructor(document: Document.Parsed, at: (offset: number) => Position) {
    this.#document = document;
    this.#at = at;
  }

  tree(file: string): YamlTree {
    const value = this.#value(this.#document.contents, []);
    const position = (path: Path): Position => this.#nearest(path) ?? { file, line: 1, column: 1 };
    return {
      value,
      problems: this.#problems,
      position,
      keyPosition: (path) => {
        const offset = this.#keys.get(JSON.stringify(path));
        return offset === undefined ? position(path) : this.#at(offset);
      },
      source: (path) => this.#sources.get(JSON.stringify(path)) ?? null,
    };
  }

  #nearest(path: Path): Position | null {
    for (let length = path.length; length >= 0; length -= 1) {
      const offset = this.#values.get(JSON.stringify(path.slice(0, length)));
      if (offset !== undefined) return this.#at(offset);
    }
    return null;
  }

  #value(node: Node | null, path: Path): unknown {
    if (node === null || !this.#admit(node, path)) return null;
    if (!this.#values.has(JSON.stringify(path))) this.#values.set(JSON.stringify(path), node.range?.[0] ?? 0);
    if (node.tag !== undefined && !isAlias(node)) this.#refuse(node, path, `the tag ${node.tag.replace('tag:yaml.org,2002:', '!!')} is not supported`, 'Write the plain value.');
    if (isAlias(node)) return this.#alias(node, path);
    if (isMap(node)) return this.#map(node, path);
    if (isSeq(node)) return this.#list(node, path);
    if (!isScalar(node)) return null;
    if (node.source !== undefined) this.#sources.set(JSON.stringify(path), node.source);
    return node.value;
  }

  /** False, with one problem noted, when the document is larger than any honest one. */
  #admit(node: Node, path: Path): boolean {
    this.#nodes += 1;
    if (path.length > yamlLimits.depth) return this.#refuse(node, path.slice(0, 3), tooDeep);
    if (this.#nodes > yamlLimits.nodes + 1) return false;
    return this.#nodes <= yamlLimits.nodes || this.#refuse(node, [], `more than ${yamlLimits.nodes} values, aliases written out`);
  }

  #alias(node: Node, path: Path): unknown {
    this.#aliases += 1;
    if (this.#aliases > yamlLimits.aliases) {
      if (this.#aliases === yamlLimits.aliases + 1) this.#refuse(node, path, `more than ${yamlLimits.aliases} aliases`);
      return null;
    }
    const target = isAlias(node) ? node.resolve(this.#document) : undefined;
    if (target === undefined) this.#refuse(node, path, 'the alias names no anchor above it', 'Write the value out.');
    return this.#value(target ?? null, path);
  }

  #list(node: YAMLSeq, path: Path): unknown[] {
    return node.items.map((child, index) => this.#value(isNode(child) ? child : null, [...path, index]));
  }

  #map(node: YAMLMap, path: Path): Record<string, unknown> {
    const seen = new Set<string>();
    const entries: [string, unknown][] = [];
    for (const pair of node.items) {
      const key = this.#key(pair, path);
      if (key === null) continue;
      if (seen.has(key)) {
        this.#refuse(pair.key, [...path, key], `the key "${key}" is here twice`, 'Keep one of them.');
        continue;
      }
      seen.add(key);
      this.#keys.set(JSON.stringify([...path, key]), offsetOf(pair.key));
      if (!isNode(pair.value) || pair.value.range?.[0] === undefined) this.#values.set(JSON.stringify([...path, key]), offsetOf(pair.key));
      entries.push([key, this.#value(isNode(pair.value) ? pair.value : null, [...path, key])]);
    }
    return Object.fromEntries(entries);
  }

  #key(pair: Pair, path: Path): string | null {
    if (!isScalar(pair.key) || pair.key.value === null || typeof pair.key.value === 'object') {
      this.#refuse(pair.key, path, 'a key must be plain text');
      return null;
    }
    const key = String(pair.key.value);
    if (!refusedKeys.has(key)) return key;
    this.#refuse(pair.key, [...path, key], key === '<<' ? 'merge keys ("<<") are not supported' : `the key "${key}" is not allowed`, 'Write the keys out.');
    return null;
  }

  #refuse(node: unknown, path: Path, message: string, fix?: string): false {
    const position = { ...this.#at(offsetOf(node)), path: dottedPath(path) };
    this.#problems.push(fix === undefined ? { message, position } : { message, position, fix });
    return false;
  }
}

function offsetOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

/** `scopes.include[0].subscription` */
export function dottedPath(path: Path): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}
