import { getDocument, OPS, type PDFDocumentProxy, type PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { fileURLToPath } from 'node:url';

/** A PDF as a reader other than the one that made it sees it. */
export interface ReadPdf {
  readonly title: string;
  readonly author: string;
  readonly language: string;
  readonly createdAt: string;
  readonly marked: boolean;
  /** Bookmarks, with those below them indented by two spaces a level. */
  readonly outline: readonly string[];
  readonly pages: readonly ReadPage[];
  readonly fonts: readonly { readonly name: string; readonly embedded: boolean }[];
}

export interface ReadPage {
  /** Lines of the page, top to bottom. */
  readonly lines: readonly string[];
  /** Part of the page's height between the first and the last line that are no running heads, 0–1. */
  readonly filled: number;
  /** Roles in the structure tree (`H1`, `Table`, `Figure` …) with how often. */
  readonly roles: ReadonlyMap<string, number>;
  /** Figures without an alternative text. */
  readonly unnamedFigures: number;
  /** Lines and areas drawn. */
  readonly paths: number;
  /** Pictures made of pixels. */
  readonly pictures: number;
}

export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  const standardFontDataUrl = fileURLToPath(import.meta.resolve('pdfjs-dist/standard_fonts/')).replaceAll('\\', '/');
  const task = getDocument({ data: Uint8Array.from(bytes), standardFontDataUrl, verbosity: 0 });
  const document = await task.promise;
  try {
    const { info } = await document.getMetadata() as { info: Record<string, unknown> };
    const pages: ReadPage[] = [];
    const fonts = new Map<string, boolean>();
    for (let number = 1; number <= document.numPages; number++) {
      const page = await document.getPage(number);
      pages.push(await readPage(page));
      for (const font of await fontsOf(page)) fonts.set(font.name, font.embedded);
    }
    return {
      title: String(info['Title']), author: String(info['Author']), language: String(info['Language']), createdAt: String(info['CreationDate']),
      marked: isMarked(await document.getMarkInfo()),
      outline: await outlineOf(document),
      pages,
      fonts: [...fonts].map(([name, embedded]) => ({ name, embedded })),
    };
  } finally {
    await task.destroy();
  }
}

/** Declared as an object, given as a map. */
function isMarked(mark: unknown): boolean {
  return mark instanceof Map ? mark.get('Marked') === true : false;
}

async function outlineOf(document: PDFDocumentProxy): Promise<readonly string[]> {
  type Entry = { readonly title: string; readonly items: readonly Entry[] };
  const lines = (entries: readonly Entry[], depth: number): readonly string[] => entries.flatMap((entry) => [`${'  '.repeat(depth)}${entry.title}`, ...lines(entry.items, depth + 1)]);
  return lines((await document.getOutline() as readonly Entry[] | null) ?? [], 0);
}

async function readPage(page: PDFPageProxy): Promise<ReadPage> {
  const { items } = await page.getTextContent();
  const height = page.getViewport({ scale: 1 }).height;
  const byLine = new Map<number, string>();
  for (const item of items) {
    if (!('str' in item) || item.str.trim() === '') continue;
    const y = Math.round(Number(item.transform[5]));
    byLine.set(y, `${byLine.get(y) ?? ''}${item.str} `);
  }
  const lines = [...byLine].toSorted(([one], [other]) => other - one);
  // The margins of the page style: 20 mm above, 18 mm below.
  const body = lines.filter(([y]) => y > 51 && y < height - 57).map(([y]) => y);
  const tree = rolesOf(await page.getStructTree());
  const { fnArray } = await page.getOperatorList();
  const drawn = (...operators: readonly number[]): number => fnArray.filter((operator: number) => operators.includes(operator)).length;
  return { lines: lines.map(([, text]) => text.trim()), filled: body.length === 0 ? 0 : (Math.max(...body) - Math.min(...body)) / height, ...tree, paths: drawn(OPS.constructPath), pictures: drawn(OPS.paintImageXObject, OPS.paintInlineImageXObject, OPS.paintImageMaskXObject) };
}

interface StructNode {
  readonly role?: string;
  readonly alt?: string;
  readonly children?: readonly object[];
}

function rolesOf(root: StructNode | null): Pick<ReadPage, 'roles' | 'unnamedFigures'> {
  const roles = new Map<string, number>();
  let unnamedFigures = 0;
  const walk = (node: StructNode): void => {
    if (node.role !== undefined) roles.set(node.role, (roles.get(node.role) ?? 0) + 1);
    if (node.role === 'Figure' && (node.alt ?? '') === '') unnamedFigures++;
    for (const child of node.children ?? []) walk(child);
  };
  if (root !== null) walk(root);
  return { roles, unnamedFigures };
}

async function fontsOf(page: PDFPageProxy): Promise<readonly { readonly name: string; readonly embedded: boolean }[]> {
  const { fnArray, argsArray } = await page.getOperatorList();
  const ids = new Set(fnArray.flatMap((fn: number, index: number) => (fn === OPS.setFont ? [String(argsArray[index][0])] : [])));
  return [...ids].map((id) => {
    const font = page.commonObjs.get(id) as { readonly loadedName: string; readonly missingFile?: boolean; readonly isType3Font?: boolean };
    return { name: font.loadedName, embedded: font.isType3Font === true || font.missingFile !== true };
  });
}
