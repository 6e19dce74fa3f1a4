import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../domain/errors.ts';
import { contentTypeOf } from '../publish/contentTypes.ts';
import type { MailFile } from './mail.ts';

/** What of a prepared templates folder's brand.json a mail needs. */
const brandSchema = z.object({
  logo: z.object({ name: z.string().regex(/^logo\.(?:png|jpg|svg)$/), alt: z.string(), width: z.number().positive(), height: z.number().positive() }).nullable(),
  own: z.record(z.string(), z.string()),
});

/** Largest size of a logo in a mail, CSS pixels. */
const [widest, highest] = [200, 40];

const contentId = 'logo@secure-score';

/** A logo as the mail's template shows it, with the file it names. */
export interface MailLogo {
  readonly view: { readonly contentId: string; readonly alt: string; readonly width: number };
  readonly file: MailFile & { readonly contentId: string };
}

export interface MailBrand {
  /** Null: none, or a drawing, which mail programs do not show. */
  readonly logo: MailLogo | null;
  /** The file behind a template of one's own (`mail/report.hbs`); null: the shipped one. */
  ownFile(template: string): string | null;
}

export async function mailBrand(templatesDir: string): Promise<MailBrand> {
  const text = await readFile(join(templatesDir, 'brand.json'), 'utf8').catch(() => null);
  if (text === null) return { logo: null, ownFile: () => null };
  const { logo, own } = brandSchema.parse(JSON.parse(text));
  return { logo: logo === null || logo.name.endsWith('.svg') ? null : await mailLogo(logo, templatesDir), ownFile: (template) => (Object.hasOwn(own, template) ? (own[template] ?? null) : null) };
}

async function mailLogo({ name, alt, width, height }: NonNullable<z.infer<typeof brandSchema>['logo']>, templatesDir: string): Promise<MailLogo> {
  const scale = Math.min(1, widest / width, highest / height);
  const bytes = await readFile(join(templatesDir, 'assets', name));
  return { view: { contentId, alt, width: Math.max(1, Math.round(width * scale)) }, file: { name, contentType: contentTypeOf(name), bytes, contentId } };
}

/** A fault in a mail template of one's own, with its file; any other error as it is. */
export function blamedMail(error: unknown, file: string | null): unknown {
  if (file === null) return error;
  return new UserError({ message: `cannot be filled in: ${error instanceof Error ? error.message : String(error)}`, position: { file }, fix: 'Compare it with the shipped template of that name ("secure-score init --templates FOLDER" copies them).' }, { cause: error });
}
