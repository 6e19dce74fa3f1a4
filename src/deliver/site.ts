import { createHash } from 'node:crypto';
import { open, readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { z } from 'zod';
import { UserError } from '../domain/errors.ts';

/** One file to publish; `path` is relative to the site, `/` between parts. */
export interface SiteFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A site on disk, as its manifest says. */
export interface Site {
  /** Identity of the site, kept for good. */
  readonly id: string;
  readonly title: string;
  /** Run in latest/. */
  readonly latest: string;
  /** Every run with its folder below the site. */
  readonly runs: readonly { readonly runId: string; readonly folder: string; readonly takenAt: string }[];
  /** What may leave this machine: the files the manifest marks public, and the manifest itself, last. */
  readonly files: readonly SiteFile[];
  /** Bytes of one of `files`. @throws UserError when they are not those the manifest was written for. */
  read(file: SiteFile): Promise<Uint8Array>;
}

export const manifestName = 'manifest.json';

const manifestSchema = z.object({
  schema: z.literal('secure-score/site'),
  version: z.literal(1),
  id: z.uuid(),
  title: z.string(),
  latest: z.string(),
  runs: z.array(z.object({ runId: z.string(), folder: z.string(), takenAt: z.string() })),
  public: z.array(z.object({ path: z.string(), bytes: z.number().int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
});

/** What a manifest says, ours or that of a target; null when it is none of this program's. */
export function parseManifest(bytes: Uint8Array): z.infer<typeof manifestSchema> | null {
  try {
    const parsed = manifestSchema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return parsed.success && parsed.data.public.every(({ path }) => isSafePath(path)) ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Reads a site's manifest; its files are read when they are published. */
export async function readSite(folder: string): Promise<Site> {
  const bytes = await readFile(join(folder, manifestName)).catch((cause: unknown) => {
    throw new UserError({ message: `there is no site to publish in ${folder}`, fix: 'Make one with "secure-score run" or "secure-score render".' }, { cause });
  });
  const manifest = parseManifest(bytes);
  if (manifest === null) throw new UserError({ message: `${join(folder, manifestName)} is not a site's manifest of this version`, fix: 'Write the site again with "secure-score render".' });
  const own = { path: manifestName, bytes: bytes.length, sha256: sha256Of(bytes) };
  const root = await realpath(folder);
  return { id: manifest.id, title: manifest.title, latest: manifest.latest, runs: manifest.runs, files: [...manifest.public, own], read: (file) => readChecked(root, file) };
}

/** A link inside the site must not lead out of it, and a file that changed meanwhile must not travel under an old name. */
async function readChecked(root: string, file: SiteFile): Promise<Uint8Array> {
  const changed = (cause?: unknown): UserError => new UserError({ message: `${file.path} is not the file the manifest names`, fix: 'Write the site again with "secure-score render".' }, cause === undefined ? {} : { cause });
  if (!isSafePath(file.path)) throw changed();
  const path = await realpath(join(root, file.path)).catch((error: unknown) => { throw changed(error); });
  if (path !== join(root, ...file.path.split('/')) || !path.startsWith(root + sep)) throw changed();
  const source = await open(path, 'r');
  const bytes = await source.readFile().finally(() => source.close());
  if (bytes.length !== file.bytes || sha256Of(bytes) !== file.sha256) throw changed();
  return bytes;
}

/** True for `a/b.html`: names that every target takes as they are, and no way up. */
export function isSafePath(path: string): boolean {
  return path.length <= 200 && path.split('/').every((part) => /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/.test(part) && !part.includes('..') && !part.endsWith('.'));
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
