/**
 * Mends the structure tree as Chromium writes it. Every change keeps its length, so that nothing in the file moves.
 *
 * Names: elements that others refer to (table heads) are named after the renderer's count of nodes, `(node00000118)`,
 * which starts anywhere and is given out in an order that varies. Renamed in the order of the document, and the tree of
 * names (ISO 32000-1 §7.9.6, Skia writes one leaf) sorted again, the same page has the same names.
 *
 * Figures: `<figure>` becomes a Figure around a drawing that is itself a Figure with its text; the outer one has no text
 * of its own, which readers announce as an unnamed picture. It becomes a Div.
 */
export function mendStructureTree(pdf: Uint8Array): Uint8Array {
  const text = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength).toString('latin1');
  const names = new Map<string, string>();
  for (const [, name] of text.matchAll(definitions)) if (name !== undefined && !names.has(name)) names.set(name, String(names.size + 1).padStart(8, '0'));
  const renamed = text.replace(references, (found: string, name: string | undefined) => (name === undefined ? found : `(node${names.get(name) ?? name})`));
  const mended = renamed.replace(leaves, sortedLeaf).replace(outerFigures, (found: string, figure: string | undefined) => (figure === undefined ? found : '/S /Div   '));
  return Buffer.from(mended, 'latin1');
}

/** What is in a stream is not ours to read: it is matched first, without a group. */
const stream = ' stream\\n[^]*?\\nendstream|';
const definitions = new RegExp(`${stream}\\n/ID \\(node(\\d{8})\\)`, 'g');
/** In a text of the report a parenthesis has a backslash before it. */
const references = new RegExp(`${stream}(?<!\\\\)\\(node(\\d{8})\\)`, 'g');
const leaves = new RegExp(`${stream}<</Limits \\[[^\\]]*\\]\\n/Names \\[((?:\\(node\\d{8}\\) \\d+ 0 R ?)+)\\]`, 'g');
const outerFigures = new RegExp(`${stream}(/S /Figure)(?=\\n/P \\d+ 0 R\\n(?:/Pg \\d+ 0 R\\n)?/K \\[?\\d+ 0 R)`, 'g');

function sortedLeaf(found: string, list: string | undefined): string {
  if (list === undefined) return found;
  const pairs = (list.match(/\(node\d{8}\) \d+ 0 R/g) ?? []).toSorted();
  const limits = [pairs[0], pairs.at(-1)].map((pair) => pair?.slice(0, '(node00000000)'.length) ?? '');
  return `<</Limits [${limits.join(' ')}]\n/Names [${pairs.join(' ')}]`.padEnd(found.length);
}
