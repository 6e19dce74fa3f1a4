import { readFileSync } from 'node:fs';

/** This program's version, from its package. */
export function toolVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version }: { readonly version?: unknown } = Object(JSON.parse(text));
  if (typeof version !== 'string') throw new Error('package.json names no version');
  return version;
}
