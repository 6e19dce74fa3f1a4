import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { reportJsonSchema } from '../src/report/index.ts';

/** docs/report-json.md from the report's own schema; `npm run docs` writes it, a test fails when it is stale. */

interface Node {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Node[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly additionalProperties?: Node | boolean;
  readonly description?: string;
  readonly $defs?: Readonly<Record<string, Node>>;
}

interface Row {
  readonly path: string;
  readonly type: string;
  readonly meaning: string;
}

export function reportDocs(): string {
  const schema = reportJsonSchema() as Node;
  const defs = schema.$defs ?? {};
  const rows = fields(resolved(schema, defs), '', defs);
  const table = rows.map(({ path, type, meaning }) => `| \`${path}\` | ${type} | ${meaning} |`);
  return [head, '| field | type | meaning |', '| --- | --- | --- |', ...table, ''].join('\n');
}

const head = `# report.json, field by field

Written beside every report; HTML, PDF and every other format show the figures of this file and no others. The JSON Schema is
\`secure-score schema --report\`; this page is made from it (\`npm run docs\`). Ratios are 0–1 and unrounded; days are calendar days in
\`timeZone\`; instants are ISO 8601 in UTC; \`null\` means that there is no such value, and a field beside it says why. \`[]\` marks the elements
of a list.
`;

function fields(node: Node, path: string, defs: Readonly<Record<string, Node>>): Row[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const here = path === '' ? name : `${path}.${name}`;
    const target = resolved(child, defs);
    const element = target.items === undefined ? null : resolved(target.items, defs);
    const row: Row = { path: element === null ? here : `${here}[]`, type: typeOf(target, element), meaning: cell(child.description ?? target.description ?? element?.description ?? '') };
    const inner = element ?? target;
    return [row, ...fields(object(inner, defs), row.path, defs)];
  });
}

function resolved(node: Node, defs: Readonly<Record<string, Node>>): Node {
  const name = node.$ref?.split('/').at(-1);
  const found = name === undefined ? undefined : defs[name];
  if (found !== undefined) return { ...found, ...(node.description === undefined ? {} : { description: node.description }) };
  const solid = node.anyOf?.filter((one) => one.type !== 'null') ?? [];
  const [only] = solid;
  if (solid.length !== 1 || only === undefined) return node;
  return { ...resolved(only, defs), type: 'nullable', ...(node.description === undefined ? {} : { description: node.description }) };
}

function object(node: Node, defs: Readonly<Record<string, Node>>): Node {
  return node.$ref === undefined ? node : resolved(node, defs);
}

function typeOf(node: Node, element: Node | null): string {
  if (element !== null) return `list of ${element.properties === undefined ? typeOf(element, null) : 'objects'}`;
  if (node.const !== undefined) return `\`${String(node.const)}\``;
  if (node.enum !== undefined) return node.enum.map((value) => `\`${String(value)}\``).join(' ');
  if (node.anyOf !== undefined) return node.anyOf.map((one) => typeOf(one, null)).join(' or ');
  if (node.type === 'nullable') return node.properties === undefined ? 'value or null' : 'object or null';
  if (node.properties !== undefined) return 'object';
  return typeof node.type === 'string' ? node.type : (node.type ?? ['any']).join(' or ');
}

/** Pipes and line breaks would break the table. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

export const docsFile = join(resolve(import.meta.dirname, '..'), 'docs/report-json.md');
if (process.argv[1] === import.meta.filename) writeFileSync(docsFile, reportDocs());
export const writtenDocs = (): string => readFileSync(docsFile, 'utf8');
