import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../domain/errors.ts';
import { blamedMail, mailBrand } from './brand.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brand-'));
  await mkdir(join(folder, 'assets'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function branded(logo: object | null, own: Readonly<Record<string, string>> = {}) {
  await writeFile(join(folder, 'brand.json'), JSON.stringify({ logo, own }));
  for (const name of ['logo.png', 'logo.svg']) await writeFile(join(folder, 'assets', name), name);
  return mailBrand(folder);
}

describe('the brand of a mail', () => {
  it('is none in the shipped templates', async () => {
    const { logo, ownFile } = await mailBrand(folder);
    expect([logo, ownFile('mail/report.hbs')]).toEqual([null, null]);
  });

  it('has a logo in a size for mail, inside the message', async () => {
    const { logo } = await branded({ name: 'logo.png', alt: 'Contoso', width: 1200, height: 300 });
    expect(logo).toMatchObject({ view: { contentId: 'logo@secure-score', alt: 'Contoso', width: 160 }, file: { name: 'logo.png', contentType: 'image/png', contentId: 'logo@secure-score' } });
    expect((await branded({ name: 'logo.png', alt: 'x', width: 20, height: 20 })).logo?.view.width).toBe(20);
  });

  it('has no drawing, which mail programs do not show', async () => {
    expect((await branded({ name: 'logo.svg', alt: 'x', width: 10, height: 10 })).logo).toBeNull();
  });

  it('takes no file but a logo', async () => {
    await expect(branded({ name: '../../etc/passwd', alt: 'x', width: 1, height: 1 })).rejects.toThrow();
  });

  it('blames own templates, and only those', async () => {
    const { ownFile } = await branded(null, { 'mail/report.hbs': 'my/mail/report.hbs' });
    expect(ownFile('mail/report.txt.hbs')).toBeNull();
    const error = new Error('"x" not defined');
    expect(blamedMail(error, null)).toBe(error);
    expect(blamedMail(error, ownFile('mail/report.hbs'))).toBeInstanceOf(UserError);
    expect(String(blamedMail(error, ownFile('mail/report.hbs')))).toContain('my/mail/report.hbs: cannot be filled in: "x" not defined');
  });
});
