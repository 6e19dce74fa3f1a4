/** The little of PDF's file structure (ISO 32000-1 §7.5) that is needed to replace objects in a file Skia wrote. */

/** A PDF with a classical cross-reference table, taken apart. */
export interface PdfStructure {
  readonly bytes: Buffer;
  /** Byte offset of each object in use, by object number. */
  readonly offsets: ReadonlyMap<number, number>;
  /** Object number of the document information dictionary. */
  readonly information: number;
  /** Object number of the catalogue. */
  readonly root: number;
  /** Number of objects, the free one included. */
  readonly size: number;
  /** Byte offset of the cross-reference table. */
  readonly tableStart: number;
  /** The trailer's file identifier, hexadecimal; null: none. */
  readonly identity: string | null;
}

/** Reads the cross-reference table and trailer; Error when the file is not laid out as Skia lays it out. */
export function readStructure(pdf: Uint8Array): PdfStructure {
  const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
  const tail = bytes.subarray(Math.max(0, bytes.length - 1024)).toString('latin1');
  const start = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(tail)?.[1] ?? Number.NaN);
  const table = Number.isNaN(start) ? '' : bytes.subarray(start).toString('latin1');
  const [whole, size] = /^xref\n0 (\d+)\n/.exec(table) ?? [];
  const trailer = /trailer\n<<([^]*?)>>\nstartxref/.exec(table)?.[1] ?? '';
  const root = reference(trailer, 'Root');
  const information = reference(trailer, 'Info');
  if (whole === undefined || root === null || information === null) throw new Error('the PDF has no cross-reference table and trailer of the expected form');
  const identity = /\/ID \[<([0-9a-f]+)>/.exec(trailer)?.[1] ?? null;
  return { bytes, root, information, identity, tableStart: start, size: Number(size), offsets: readOffsets(table.slice(whole.length), Number(size)) };
}

/** Bytes of an object's body, between `n 0 obj` and `endobj`. */
export function objectBody(pdf: PdfStructure, object: number): string {
  const start = pdf.offsets.get(object);
  if (start === undefined) throw new Error(`the PDF has no object ${object}`);
  const end = pdf.bytes.indexOf('\nendobj', start);
  return pdf.bytes.subarray(start, end).toString('latin1').replace(/^\d+ 0 obj\n/, '');
}

/** The file with some objects' bodies replaced, and a table and trailer to match. */
export function rewrite(pdf: PdfStructure, replaced: ReadonlyMap<number, string>, identity: string): Buffer {
  const order = [...pdf.offsets].toSorted(([, one], [, other]) => one - other);
  const first = order[0]?.[1] ?? 0;
  const parts: Buffer[] = [pdf.bytes.subarray(0, first)];
  const offsets = new Map<number, number>();
  let at = first;
  const append = (object: number, chunk: Buffer): void => {
    offsets.set(object, at);
    parts.push(chunk);
    at += chunk.length;
  };
  order.forEach(([object, start], index) => {
    const body = replaced.get(object);
    const next = order[index + 1]?.[1] ?? pdf.tableStart;
    append(object, body === undefined ? pdf.bytes.subarray(start, next) : objectBytes(object, body));
  });
  return Buffer.concat([...parts, Buffer.from(tableAndTrailer(pdf, offsets, at, identity), 'latin1')]);
}

function tableAndTrailer(pdf: PdfStructure, offsets: ReadonlyMap<number, number>, at: number, identity: string): string {
  const { size } = pdf;
  const rows = Array.from({ length: size }, (_, object) => {
    const offset = offsets.get(object);
    return offset === undefined ? '0000000000 65535 f \n' : `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const trailer = `<</Size ${size}\n/Root ${pdf.root} 0 R\n/Info ${pdf.information} 0 R\n/ID [<${identity}> <${identity}>]>>`;
  return `xref\n0 ${size}\n${rows.join('')}trailer\n${trailer}\nstartxref\n${at}\n%%EOF\n`;
}

function objectBytes(object: number, body: string): Buffer {
  return Buffer.from(`${object} 0 obj\n${body}\nendobj\n`, 'latin1');
}

function reference(dictionary: string, key: string): number | null {
  const found = new RegExp(`/${key} (\\d+) 0 R`).exec(dictionary)?.[1];
  return found === undefined ? null : Number(found);
}

function readOffsets(rows: string, size: number): ReadonlyMap<number, number> {
  const offsets = new Map<number, number>();
  for (let object = 0; object < size; object++) {
    const row = rows.slice(object * 20, object * 20 + 20);
    if (row[17] === 'n') offsets.set(object, Number(row.slice(0, 10)));
  }
  return offsets;
}
