import { readFileSync } from 'node:fs';
import { z } from 'zod';

let version: string | null = null;

/** Version of this program, from the package it runs in; the same file is two folders up from the sources and from the built package. */
export function toolVersion(): string {
  version ??= z.object({ version: z.string() }).parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))).version;
  return version;
}
