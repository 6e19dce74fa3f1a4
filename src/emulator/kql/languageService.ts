import { createRequire } from 'node:module';

/**
 * The small part of Microsoft's Kusto language service that is used here. The package is C# translated by Bridge.NET:
 * two scripts that put `Bridge`, `System` and `Kusto` on the global object. Nothing outside this file touches them.
 */
export interface BridgeList<T> {
  readonly Count: number;
  getItem(index: number): T;
}

/** A resolved type, table or column of the binder. */
export interface BridgeSymbol {
  readonly Name: string;
  readonly Kind: number;
  readonly Type?: BridgeSymbol | null;
  readonly Columns?: unknown;
  readonly OriginalColumns?: unknown;
  readonly Source?: BridgeNode | null;
}

/** A syntax node or token, bound to types. */
export interface BridgeNode {
  readonly Kind: number;
  readonly IsToken: boolean;
  readonly ChildCount: number;
  readonly TextStart: number;
  readonly End: number;
  readonly Text?: string;
  readonly ResultType?: BridgeSymbol | null;
  readonly RawResultType?: BridgeSymbol | null;
  readonly ReferencedSymbol?: BridgeSymbol | null;
  readonly ConstantValue?: unknown;
  GetChild(index: number): BridgeNode | null;
  GetName(index: number): string;
}

/** One diagnostic of the language service. */
export interface BridgeDiagnostic {
  readonly Code: string;
  readonly Severity: string;
  readonly Message: string;
  readonly Start: number;
  readonly Length: number;
}

/** Parsed and bound text. */
export interface BridgeCode {
  readonly Syntax: BridgeNode;
  GetDiagnostics(): BridgeList<BridgeDiagnostic>;
}

/** The tables a query is bound against. */
export interface BridgeGlobals {
  WithDatabase(database: object): BridgeGlobals;
}

interface KustoLanguage {
  readonly Kusto: {
    readonly Language: {
      readonly GlobalState: { readonly Default: BridgeGlobals };
      readonly KustoCode: { ParseAndAnalyze(text: string, globals: BridgeGlobals): BridgeCode };
      readonly Symbols: {
        readonly TableSymbol: { readonly $ctor4: new (name: string, columns: readonly object[]) => object };
        readonly ColumnSymbol: new (name: string, type: object) => object;
        readonly DatabaseSymbol: { readonly ctor: new (name: string, members: readonly object[]) => object };
        readonly ScalarTypes: { readonly GetSymbol: (name: string) => object | null };
      };
      readonly Syntax: { readonly SyntaxKind: Readonly<Record<string, unknown>> };
    };
  };
  readonly Bridge: { toArray(list: unknown): unknown[] };
}

/** What the rest of the engine calls. */
export interface LanguageService {
  parse(text: string, globals: BridgeGlobals): BridgeCode;
  globals(tables: readonly { readonly name: string; readonly columns: readonly { readonly name: string; readonly type: string }[] }[]): BridgeGlobals;
  kindName(kind: number): string;
  symbols(list: unknown): readonly BridgeSymbol[];
}

let loaded: LanguageService | undefined;

/** Loads the scripts on first use (about 0.1 s) and keeps them. */
export function languageService(): LanguageService {
  loaded ??= load();
  return loaded;
}

function load(): LanguageService {
  const require = createRequire(import.meta.url);
  require('@kusto/language-service-next/bridge.min.js');
  require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
  const { Kusto, Bridge } = globalThis as unknown as KustoLanguage;
  const { GlobalState, KustoCode, Symbols, Syntax } = Kusto.Language;
  const kinds = new Map(Object.entries(Syntax.SyntaxKind).filter(([, kind]) => typeof kind === 'number').map(([name, kind]) => [kind, name]));
  return {
    parse: (text, globals) => KustoCode.ParseAndAnalyze(text, globals),
    kindName: (kind) => kinds.get(kind) ?? `kind ${kind}`,
    symbols: (list) => (list === null || list === undefined ? [] : (Bridge.toArray(list) as BridgeSymbol[])),
    globals: (tables) => {
      const symbols = tables.map((table) => new Symbols.TableSymbol.$ctor4(table.name, table.columns.map((column) => {
        const type = Symbols.ScalarTypes.GetSymbol(column.type);
        if (type === null) throw new Error(`no such Kusto type: ${column.type} (${table.name}.${column.name})`);
        return new Symbols.ColumnSymbol(column.name, type);
      })));
      return GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.ctor('local', symbols));
    },
  };
}
