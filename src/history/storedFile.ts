import { createHash } from 'node:crypto';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { z } from 'zod';
import { UserError } from '../domain/errors.ts';
import type { FileSystem } from './fileSystem.ts';
import { errorCode } from './fileSystem.ts';
import { upgradeDocument } from './upgrade.ts';

/** `quick` for files of one run, `small` for those that stay for ever. */
export type Packing = 'quick' | 'small';

// Columns of small differences are near their entropy already: measured, level 19 saves 3 % over 12 and takes ten times as long.
const levels: Readonly<Record<Packing, number>> = { quick: 6, small: 12 };

/** JSON, compressed with zstd, with zstd's checksum of the content. */
export function packDocument(document: object, packing: Packing): Uint8Array {
  const text = Buffer.from(JSON.stringify(document), 'utf8');
  return zstdCompressSync(text, {
    params: { [constants.ZSTD_c_compressionLevel]: levels[packing], [constants.ZSTD_c_checksumFlag]: 1, [constants.ZSTD_c_contentSizeFlag]: 1 },
  });
}

/** SHA-256 as hex. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A SHA-256 on record: of the file as it is, or of the JSON text in it (which another zstd may pack otherwise). */
export interface ExpectedHash {
  readonly of: 'file' | 'content';
  readonly sha256: string;
}

/**
 * Reads a stored document of any version: checksum, SHA-256 where one is known, upgrade, schema.
 * UserError naming the file when it is missing, damaged or newer than this program.
 */
export function readDocument<T>(fileSystem: FileSystem, path: string, schema: z.ZodType<T>, expected: ExpectedHash | null = null): T {
  const bytes = readBytes(fileSystem, path);
  const content = unpack(bytes, path);
  if (expected !== null && sha256(expected.of === 'file' ? bytes : content) !== expected.sha256) throw damaged(path, 'its SHA-256 is not the one on record');
  const upgraded = upgradeDocument(parse(content, path), path);
  const checked = schema.safeParse(upgraded);
  if (!checked.success) throw damaged(path, `unexpected content at ${checked.error.issues.map((issue) => issue.path.join('.')).slice(0, 3).join(', ')}`);
  return checked.data;
}

/** A file of the record that cannot be used, as an error that says which one and what to do. */
export function damaged(path: string, why: string, cause?: unknown): UserError {
  return new UserError({ message: `damaged file of the record: ${why}`, position: { file: path }, fix: 'Restore it from version control or a backup; the rest of the record still works' }, { cause });
}

/** Runs a decoder over a file's content; what it cannot decode is damage of that file. */
export function decodeOf<T>(path: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw damaged(path, error instanceof Error ? error.message : String(error), error);
  }
}

function readBytes(fileSystem: FileSystem, path: string): Uint8Array {
  try {
    return fileSystem.read(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw damaged(path, 'it is missing', error);
    throw error;
  }
}

function unpack(bytes: Uint8Array, path: string): Buffer {
  try {
    return zstdDecompressSync(bytes);
  } catch (error) {
    throw damaged(path, 'it does not decompress', error);
  }
}

function parse(content: Buffer, path: string): unknown {
  try {
    return JSON.parse(content.toString('utf8'));
  } catch (error) {
    throw damaged(path, 'it is not JSON', error);
  }
}
