import { languageService } from './languageService.ts';
import type { BridgeNode, BridgeSymbol } from './languageService.ts';
import type { Column, KustoType } from './types.ts';

/** A column as the binder sees it: `symbol` identifies it, `sources` are the expressions it came from. */
export interface BoundColumn extends Column {
  readonly symbol: object;
  readonly sources: readonly Tree[];
}

/** What a name refers to. */
export type SymbolKind = 'column' | 'table' | 'variable' | 'parameter' | 'function' | 'other';

/** The bound syntax tree, in plain objects. Lists hold their elements directly, without separators. */
export interface Tree {
  /** The language service's SyntaxKind, such as `PipeExpression`. */
  readonly kind: string;
  /** Offsets into the parsed text. */
  readonly start: number;
  readonly end: number;
  /** Source text of a token; empty for other nodes. */
  readonly text: string;
  /** Children by role; absent roles are missing. */
  readonly roles: ReadonlyMap<string, Tree>;
  /** All children in order. */
  readonly children: readonly Tree[];
  /** Type of the expression; `undefined` where it has none or is tabular. `dynamic` where the binder does not know. */
  readonly type: KustoType | undefined;
  /** Columns of a tabular or tuple result. */
  readonly columns: readonly BoundColumn[] | undefined;
  /** Name and kind of what is referred to. */
  readonly symbol: { readonly name: string; readonly kind: SymbolKind } | undefined;
  /** Value of a string, bool or token literal. */
  readonly constant: unknown;
}

const scalarTypes = new Set<string>(['string', 'long', 'int', 'real', 'decimal', 'bool', 'datetime', 'timespan', 'dynamic', 'guid']);
const symbolKinds: Readonly<Record<number, SymbolKind>> = { 2: 'variable', 3: 'function', 4: 'parameter', 9: 'column', 10: 'table' };

/** Copies the language service's tree into plain objects. */
export function toTree(root: BridgeNode): Tree {
  return convert(root, new Map());
}

type Seen = Map<BridgeNode, Tree>;

function convert(node: BridgeNode, seen: Seen): Tree {
  const roles = new Map<string, Tree>();
  const children: Tree[] = [];
  for (let i = 0; i < node.ChildCount; i++) {
    const child = node.GetChild(i);
    if (child === null || child === undefined) continue;
    const tree = convert(unwrap(child), seen);
    children.push(tree);
    const role = node.GetName(i);
    if (role) roles.set(role, tree);
  }
  const tree: Tree = { ...describe(node, seen), roles, children };
  seen.set(node, tree);
  return tree;
}

/** A separated element stands for the element inside it. */
function unwrap(node: BridgeNode): BridgeNode {
  return languageService().kindName(node.Kind) === 'SeparatedElement' ? (node.GetChild(0) ?? node) : node;
}

function describe(node: BridgeNode, seen: Seen): Omit<Tree, 'roles' | 'children'> {
  const type = node.IsToken ? undefined : (node.ResultType ?? undefined);
  const symbol = node.IsToken ? undefined : (node.ReferencedSymbol ?? undefined);
  return {
    kind: languageService().kindName(node.Kind),
    start: node.TextStart,
    end: node.End,
    text: node.IsToken ? (node.Text ?? '') : '',
    type: scalarType(type),
    columns: boundColumns(node, seen),
    symbol: symbol === undefined ? undefined : { name: symbol.Name, kind: symbolKinds[symbol.Kind] ?? 'other' },
    constant: node.IsToken ? undefined : node.ConstantValue,
  };
}

function scalarType(type: BridgeSymbol | undefined): KustoType | undefined {
  if (type === undefined || type.Columns) return undefined;
  if (scalarTypes.has(type.Name)) return type.Name as KustoType;
  return type.Name === 'unknown' ? 'dynamic' : undefined;
}

function boundColumns(node: BridgeNode, seen: Seen): readonly BoundColumn[] | undefined {
  if (node.IsToken) return undefined;
  const type = node.RawResultType?.Columns ? node.RawResultType : node.ResultType;
  if (!type?.Columns) return undefined;
  return languageService().symbols(type.Columns).map((symbol) => ({
    name: symbol.Name,
    type: scalarType(symbol.Type ?? undefined) ?? 'dynamic',
    symbol,
    sources: columnSources(symbol, seen),
  }));
}

function columnSources(symbol: BridgeSymbol, seen: Seen): Tree[] {
  const originals = languageService().symbols(symbol.OriginalColumns);
  return [symbol, ...originals].flatMap((column) => {
    const source = column.Source ? seen.get(column.Source) : undefined;
    return source === undefined ? [] : [source];
  });
}

/** The child in a role, which the grammar guarantees. */
export function child(tree: Tree, role: string): Tree {
  const found = tree.roles.get(role);
  if (found === undefined) throw new Error(`${tree.kind} has no ${role}`);
  return found;
}

/** Elements of the list in a role; none when the list is absent. */
export function listIn(tree: Tree, role: string): readonly Tree[] {
  return tree.roles.get(role)?.children ?? [];
}

/** The name a NameReference, NameDeclaration or its inner name node spells, without brackets and quotes. */
export function nameOf(tree: Tree): string {
  if (tree.kind === 'BracketedName' || tree.kind === 'BracedName') return bracketedName(tree);
  const inner = tree.roles.get('Name');
  if (inner !== undefined) return nameOf(inner);
  return tree.text;
}

function bracketedName(tree: Tree): string {
  const inner = child(tree, 'Name');
  return typeof inner.constant === 'string' ? inner.constant : inner.text;
}

/** The expression inside any parentheses. */
export function bare(tree: Tree): Tree {
  return tree.kind === 'ParenthesizedExpression' ? bare(child(tree, 'Expression')) : tree;
}

/** Value of a `name=value` operator parameter such as `kind=inner`, or `undefined` when it is not given. */
export function parameter(tree: Tree, name: string): string | undefined {
  const found = listIn(tree, 'Parameters').find((candidate) => candidate.kind === 'NamedParameter' && nameOf(child(candidate, 'Name')) === name);
  if (found === undefined) return undefined;
  const value = child(found, 'Expression');
  if (typeof value.constant === 'string') return value.constant;
  if (value.constant !== null && value.constant !== undefined) return String(value.constant);
  return nameOf(value) || value.children.map((part) => part.text).join('');
}
