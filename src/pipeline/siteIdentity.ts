import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { z } from 'zod';
import { UserError } from '../domain/errors.ts';
import { errorCode } from '../history/index.ts';

const identitiesSchema = z.object({ schema: z.literal('secure-score/sites'), version: z.literal(1), ids: z.record(z.string(), z.uuid()) });

/** Identities of an output folder's sites, kept with the record: a job that starts from the record alone makes the same sites again, and their targets know them. */
export interface SiteIdentities {
  /** Null: none is known yet. */
  of(site: string): Promise<string | null>;
  /** Remembers a site's identity. */
  keep(site: string, id: string): Promise<void>;
}

/** The identities in `data/sites.json`; whoever writes holds the lock of the whole site. */
export function siteIdentities(outDir: string): SiteIdentities {
  const path = join(outDir, 'data', 'sites.json');
  const nameOf = (site: string): string => relative(outDir, site).split(sep).join('/');
  return {
    of: async (site) => (await read(path))[nameOf(site)] ?? null,
    keep: async (site, id) => {
      const before = await read(path);
      if (before[nameOf(site)] === id) return;
      await mkdir(join(outDir, 'data'), { recursive: true });
      const unfinished = `${path}.tmp-${randomUUID().slice(0, 8)}`;
      await writeFile(unfinished, `${JSON.stringify({ schema: 'secure-score/sites', version: 1, ids: { ...before, [nameOf(site)]: id } }, null, 2)}\n`);
      await rename(unfinished, path);
    },
  };
}

async function read(path: string): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => (errorCode(error) === 'ENOENT' ? null : Promise.reject(error)));
  if (text === null) return {};
  try {
    return identitiesSchema.parse(JSON.parse(text)).ids;
  } catch (cause) {
    throw new UserError({ message: 'the identities of the sites cannot be read', position: { file: path }, fix: 'Restore the file, or delete it: targets then refuse a site that was made on another machine.' }, { cause });
  }
}
