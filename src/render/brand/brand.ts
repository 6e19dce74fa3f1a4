import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** What a prepared templates folder says of itself in brand.json; the shipped folder has no such file. */
const brandSchema = z.object({
  /** The logo as a file in assets/; null: none. */
  logo: z.object({ name: z.enum(['logo.png', 'logo.jpg', 'logo.svg']), alt: z.string(), width: z.number(), height: z.number() }).nullable(),
  /** Templates of one's own by name (`partials/due.hbs`), with the file that messages name. */
  own: z.record(z.string(), z.string()),
});

export type Brand = z.infer<typeof brandSchema>;

/** Name of that file. */
export const brandFile = 'brand.json';

const noBrand: Brand = { logo: null, own: {} };

const brands = new Map<string, Promise<Brand>>();

/** The brand of a templates folder; read once a process. */
export function brandOf(templatesDir: string): Promise<Brand> {
  const pending = brands.get(templatesDir) ?? readBrand(templatesDir);
  brands.set(templatesDir, pending);
  pending.catch(() => brands.delete(templatesDir));
  return pending;
}

async function readBrand(templatesDir: string): Promise<Brand> {
  const text = await readFile(join(templatesDir, brandFile), 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  return text === null ? noBrand : brandSchema.parse(JSON.parse(text));
}
