import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { problemLine, UserError } from '../domain/errors.ts';
import { openLook, planLook } from './look.ts';

const shipped = fileURLToPath(new URL('../../templates/', import.meta.url));
const branding = { company: null, classification: null, footer: null, accent: null, introduction: null, logo: null };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'own-templates-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function own(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

async function faults(work: Promise<unknown>): Promise<readonly string[]> {
  const error: unknown = await work.then(() => null, (thrown: unknown) => thrown);
  if (!(error instanceof UserError)) throw error ?? new Error('nothing was refused');
  return error.problems.map(problemLine).map((line) => line.replace(`${folder}/`, ''));
}

describe('a look of one’s own', () => {
  it('is the shipped folder itself where config wants nothing else', async () => {
    const look = await openLook({ branding, templates: null }, shipped);
    expect(look).toMatchObject({ templates: shipped, notes: [] });
    await look.close();
    expect(existsSync(shipped)).toBe(true);
  });

  it('is a folder of its own that is gone afterwards', async () => {
    const templates = await own({ 'partials/due.hbs': '<b>{{text}}</b>', 'assets/extra.css': 'p { color: red; }', 'README.md': 'notes', '.gitignore': 'x' });
    const look = await openLook({ branding: { ...branding, accent: '#7a1f5c' }, templates }, shipped);
    const read = (name: string): Promise<string> => readFile(join(look.templates, name), 'utf8');
    expect(await read('partials/due.hbs')).toBe('<b>{{text}}</b>');
    expect(await read('summary.hbs')).toBe(await readFile(join(shipped, 'summary.hbs'), 'utf8'));
    const css = await read('assets/report.css');
    expect(css.indexOf('--accent: #7a1f5c')).toBeGreaterThan(css.indexOf('--accent: #1d4f91'));
    expect(css.indexOf('p { color: red; }')).toBeGreaterThan(css.indexOf('--accent: #7a1f5c'));
    expect(JSON.parse(await read('charts/palette.json'))).toMatchObject({ accent: '#7a1f5c', ink: '#17191c' });
    expect(await read('mail/report.hbs')).not.toContain('#1d4f91');
    expect(JSON.parse(await read('brand.json'))).toEqual({ logo: null, own: { 'partials/due.hbs': join(folder, 'partials/due.hbs') } });
    await look.close();
    expect(existsSync(look.templates)).toBe(false);
  });

  it('keeps colours of charts apart that are told by their values', async () => {
    const { overlay } = await planLook({ branding: { ...branding, accent: '#17191c' }, templates: null }, shipped);
    expect(JSON.parse(String(overlay.get('charts/palette.json')))).toMatchObject({ ink: '#17191c', accent: '#17191b' });
  });

  it('is refused with everything that is wrong with it, each with its file', async () => {
    const templates = await own({
      'sumary.hbs': 'x', 'foot.hbs': 'a\n{{constructor}}', 'partials/evil.hbs': 'x', 'assets/extra.css': '@import "x";', 'assets/report.js': 'alert(1)', 'charts/waterfall.vl.json': '{"mark":{"type":"bar","href":"x"}}', 'mail/report.hbs': Buffer.from([0xff, 0xfe]),
    });
    await writeFile(join(folder, 'notes.md'), 'x');
    const found = await faults(planLook({ branding: { ...branding, logo: { path: join(folder, 'nope.png'), alt: '' } }, templates }, shipped));
    expect(found).toEqual([
      'assets/extra.css:1: imports another stylesheet. Remove it; colours, sizes, spaces and the shipped fonts can be set.',
      expect.stringMatching(/^assets\/report\.js: there is no shipped file assets\/report\.js that can be replaced\./),
      expect.stringMatching(/^charts\/waterfall\.vl\.json mark\.href: the key href is not allowed: it links somewhere\./),
      expect.stringMatching(/^foot\.hbs:2:\d+: constructor reads constructor/),
      expect.stringMatching(/^mail\/report\.hbs: is not UTF-8 text/),
      expect.stringMatching(/^partials\/evil\.hbs: there is no shipped file/),
      'sumary.hbs: there is no shipped file sumary.hbs that can be replaced. Did you mean summary.hbs?',
      expect.stringMatching(/^nope\.png: the logo cannot be read/),
    ]);
  });

  it.skipIf(process.platform === 'win32')('takes no link to another file of the machine', async () => {
    const templates = await own({ 'summary.hbs': 'x' });
    await symlink('/etc/hostname', join(folder, 'foot.hbs'));
    expect(await faults(planLook({ branding, templates }, shipped))).toEqual(['foot.hbs: is a link out of the folder of templates. Put the file itself there.']);
  });

  it('leaves nothing behind where it is refused', async () => {
    const templates = await own({ 'foot.hbs': '{{#if}}' });
    const made = async (): Promise<readonly string[]> => (await import('node:fs/promises')).readdir(tmpdir()).then((names) => names.filter((name) => name.startsWith('secure-score-look-')));
    const before = await made();
    await faults(openLook({ branding, templates }, shipped));
    expect((await made()).filter((name) => !before.includes(name))).toEqual([]);
  });

  it('may begin with every shipped template', async () => {
    const { readdir } = await import('node:fs/promises');
    const names = (await readdir(shipped, { recursive: true })).filter((name) => /\.(?:hbs|vl\.json)$/.test(name));
    const templates = await own(Object.fromEntries(await Promise.all(names.map(async (name) => [name, await readFile(join(shipped, name))] as const))));
    const { overlay } = await planLook({ branding, templates }, shipped);
    expect([...overlay.keys()].toSorted()).toEqual([...names, 'brand.json'].toSorted());
  });
});
