/** The little of PDF's file structure (ISO 32000-1 §7.5) that is needed to take apart a file as Skia writes it. */

export interface PdfObject {
  readonly number: number;
  /** What stands between `n 0 obj` and `endobj`. */
  readonly body: Buffer;
}

/** A PDF as its objects. */
export interface PdfFile {
  /** In the order of the file. */
  readonly objects: readonly PdfObject[];
  /** Object number of the document information dictionary. */
  readonly information: number;
  /** Object number of the catalogue. */
  readonly root: number;
  /** Number of objects, the free one included. */
  readonly size: number;
}

/** Reads by the cross-reference table and trailer; Error when the file is not laid out as Skia lays it out. */
export function readPdf(pdf: Uint8Array): PdfFile {
  const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
  const tail = bytes.toString('latin1', Math.max(0, bytes.length - 1024));
  const start = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(tail)?.[1] ?? Number.NaN);
  const table = Number.isNaN(start) ? '' : bytes.toString('latin1', start);
  const [whole, size] = /^xref\n0 (\d+)\n/.exec(table) ?? [];
  const trailer = /trailer\n<<([^]*?)>>\nstartxref/.exec(table)?.[1] ?? '';
  const root = reference(trailer, 'Root');
  const information = reference(trailer, 'Info');
  if (whole === undefined || root === null || information === null) throw new Error('the PDF has no cross-reference table and trailer of the expected form');
  const offsets = readOffsets(table.slice(whole.length), Number(size));
  return { objects: offsets.map(([number, offset], index) => readObject(bytes, number, offset, offsets[index + 1]?.[1] ?? start)), root, information, size: Number(size) };
}

/** An object's body as text, a byte a character. */
export function bodyText(file: PdfFile, number: number): string {
  const found = file.objects.find((object) => object.number === number);
  if (found === undefined) throw new Error(`the PDF has no object ${number}`);
  return found.body.toString('latin1');
}

const endOfObject = Buffer.from('\nendobj\n');

function readObject(bytes: Buffer, number: number, start: number, end: number): PdfObject {
  const head = `${number} 0 obj\n`;
  const closed = bytes.subarray(end - endOfObject.length, end).equals(endOfObject);
  if (!closed || bytes.toString('latin1', start, start + head.length) !== head) throw new Error(`object ${number} of the PDF is not laid out as expected`);
  return { number, body: bytes.subarray(start + head.length, end - endOfObject.length) };
}

function reference(dictionary: string, key: string): number | null {
  const found = new RegExp(`/${key} (\\d+) 0 R`).exec(dictionary)?.[1];
  return found === undefined ? null : Number(found);
}

/** Object numbers in use with their offsets, by offset. */
function readOffsets(rows: string, size: number): readonly (readonly [number: number, offset: number])[] {
  const offsets: [number, number][] = [];
  for (let object = 0; object < size; object++) {
    const row = rows.slice(object * 20, object * 20 + 20);
    if (row[17] === 'n') offsets.push([object, Number(row.slice(0, 10))]);
  }
  return offsets.toSorted(([, one], [, other]) => one - other);
}
