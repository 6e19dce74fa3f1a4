/** A picture with what is not needed to show it left out: comments, camera, place, author. */
export interface Raster {
  readonly extension: 'png' | 'jpg';
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

/** PNG chunks that make the picture; all others are dropped. */
const pngKept = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND', 'gAMA', 'cHRM', 'sRGB', 'sBIT']);

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** True when the bytes begin as a PNG does. */
export function looksLikePng(bytes: Uint8Array): boolean {
  return pngSignature.every((byte, index) => bytes[index] === byte);
}

/** True when the bytes begin as a JPEG does. */
export function looksLikeJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

/** A PNG by its own structure; null when it is not a whole one. */
export function readPng(bytes: Uint8Array): Raster | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Buffer[] = [view.subarray(0, 8)];
  let size: readonly [number, number] | null = null;
  for (let at = 8; at + 12 <= view.length;) {
    const length = view.readUInt32BE(at);
    const type = view.toString('latin1', at + 4, at + 8);
    const end = at + 12 + length;
    if (end > view.length) return null;
    if (type === 'IHDR' && length >= 13) size = [view.readUInt32BE(at + 8), view.readUInt32BE(at + 12)];
    if (pngKept.has(type)) kept.push(view.subarray(at, end));
    if (type === 'IEND') return size === null ? null : { extension: 'png', width: size[0], height: size[1], bytes: Buffer.concat(kept) };
    at = end;
  }
  return null;
}

/** A JPEG by its own structure; null when it is not one. From the first scan on the bytes are as they were, up to the end mark. */
export function readJpeg(bytes: Uint8Array): Raster | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Buffer[] = [view.subarray(0, 2)];
  let size: readonly [number, number] | null = null;
  for (let at = 2; at + 4 <= view.length;) {
    const marker = view.readUInt8(at + 1);
    if (view.readUInt8(at) !== 0xff) return null;
    if (marker === 0xff) { at += 1; continue; } // fill bytes
    const end = at + 2 + view.readUInt16BE(at + 2);
    if (end > view.length) return null;
    if (isFrame(marker) && end - at >= 9) size = [view.readUInt16BE(at + 7), view.readUInt16BE(at + 5)];
    if (!isMetadata(marker)) kept.push(view.subarray(at, end));
    if (marker === 0xda) {
      const close = view.lastIndexOf(Buffer.from([0xff, 0xd9]));
      if (size === null || close < end) return null;
      return { extension: 'jpg', width: size[0], height: size[1], bytes: Buffer.concat([...kept, view.subarray(end, close + 2)]) };
    }
    at = end;
  }
  return null;
}

/** Start of a frame, which has the size; three markers of that range mean something else. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** APP1–APP13, APP15 and comments; APP0 (JFIF) and APP14 (colour transform) belong to the picture. */
function isMetadata(marker: number): boolean {
  return marker === 0xfe || (marker > 0xe0 && marker <= 0xef && marker !== 0xee);
}
