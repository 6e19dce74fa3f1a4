import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { z } from 'zod';
import type { WireRow } from '../azure/index.ts';

/** Rows as they came, packed as they arrive: 200,000 of them beside what is kept of each would double what a run needs. */
export interface RowLog {
  /** The row's place, from 0. */
  add(row: WireRow): number;
  /** Drops the rows at all other places. */
  keepOnly(places: ReadonlySet<number>): void;
  packed(): PackedRows;
}

/** Shape of packed rows: parts of JSON arrays, zstd, base64; and the places of rows that do not count. */
export const packedRowsSchema = z.object({ parts: z.array(z.string()), dropped: z.array(z.number().int()) });
export type PackedRows = z.infer<typeof packedRowsSchema>;

const rowsInPart = 1_000;
const partSchema = z.array(z.record(z.string(), z.unknown()));

/** A log with nothing in it. */
export function createRowLog(): RowLog {
  const parts: string[] = [];
  let open: WireRow[] = [];
  let count = 0;
  let dropped: number[] = [];
  const close = (): void => {
    if (open.length > 0) parts.push(zstdCompressSync(JSON.stringify(open)).toString('base64'));
    open = [];
  };
  return {
    add: (row) => {
      open.push(row);
      if (open.length === rowsInPart) close();
      count += 1;
      return count - 1;
    },
    keepOnly: (places) => {
      dropped = Array.from({ length: count }, (_, place) => place).filter((place) => !places.has(place));
    },
    packed: () => {
      close();
      return { parts, dropped };
    },
  };
}

/** The rows of a log. Throws when it is damaged. */
export function unpackRows({ parts, dropped }: PackedRows): readonly WireRow[] {
  const not = new Set(dropped);
  return parts.flatMap((part) => partSchema.parse(JSON.parse(zstdDecompressSync(Buffer.from(part, 'base64')).toString('utf8')))).filter((_, place) => !not.has(place));
}
