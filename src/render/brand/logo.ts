import { UserError } from '../../domain/errors.ts';
import { looksLikeJpeg, looksLikePng, readJpeg, readPng } from './raster.ts';
import { readSvg } from './svgLogo.ts';

/** Largest logo file, bytes: it is in every report, and in every mail. */
export const largestLogo = 262_144;

/** Largest side of a picture, pixels: a small file can unpack to a huge one. */
const largestSide = 4096;

/** A logo that is safe to show, under a name we give it. */
export interface Logo {
  readonly extension: 'png' | 'jpg' | 'svg';
  /** Pixels, or units of the drawing. */
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

/** A logo from a file's bytes; what it is told by its content, not by its name. @throws UserError naming the file. */
export function readLogo(bytes: Uint8Array, file: string): Logo {
  const refuse = (message: string, fix: string, line?: number): UserError => new UserError({ message, fix, position: line === undefined ? { file } : { file, line } });
  if (bytes.length > largestLogo) throw refuse(`a logo of ${Math.ceil(bytes.length / 1024)} KiB`, `Give one of at most ${largestLogo / 1024} KiB.`);
  const logo = looksLikePng(bytes) ? readPng(bytes) : looksLikeJpeg(bytes) ? readJpeg(bytes) : null;
  if (logo !== null) {
    if (Math.max(logo.width, logo.height) > largestSide || Math.min(logo.width, logo.height) < 1) throw refuse(`a logo of ${logo.width} × ${logo.height} pixels`, `Give one of at most ${largestSide} pixels a side.`);
    return logo;
  }
  if (looksLikePng(bytes) || looksLikeJpeg(bytes)) throw refuse('is not a whole picture', 'Export it anew.');
  return drawing(bytes, refuse);
}

function drawing(bytes: Uint8Array, refuse: (message: string, fix: string, line?: number) => UserError): Logo {
  const text = textOf(bytes);
  if (text === null || !/<svg[\s>]/.test(text.slice(0, 4096))) throw refuse('is neither PNG, JPEG nor SVG', 'Give a logo in one of these formats.');
  const read = readSvg(text.replace(/^\ufeff/, ''));
  if ('message' in read) throw refuse(read.message, read.fix, read.line);
  return { extension: 'svg', width: read.width, height: read.height, bytes: Buffer.from(read.text) };
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
