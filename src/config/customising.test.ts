import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemLine, UserError } from '../domain/errors.ts';
import { panelId } from './customSchema.ts';
import { parseConfig } from './read.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const parse = (text: string) => parseConfig(text, 'config.yaml', {}, folder).report;

function faults(text: string): readonly string[] {
  try {
    parse(text);
    return [];
  } catch (error) {
    if (error instanceof UserError) return error.problems.map(problemLine);
    throw error;
  }
}

describe('branding', () => {
  it('is nothing unless it is written', () => {
    expect(parse('')).toMatchObject({ branding: { company: null, classification: null, footer: null, accent: null, introduction: null, logo: null }, templates: null, panels: [] });
  });

  it('has paths from the config’s folder, colours of six digits, and an alternative to the logo', () => {
    expect(parse('report: { templates: own, branding: { company: Contoso, accent: "#FC0", logo: { file: a/logo.svg } } }')).toMatchObject({
      templates: join(folder, 'own'), branding: { accent: '#ffcc00', logo: { path: join(folder, 'a/logo.svg'), alt: 'Contoso' } },
    });
    expect(parse('report: { branding: { logo: { file: l.png } } }').branding.logo?.alt).toBe('Logo');
  });

  it('takes its introduction as text or from a file', () => {
    writeFileSync(join(folder, 'intro.md'), '# Hello\n');
    writeFileSync(join(folder, 'empty.md'), ' \n');
    expect(parse('report: { branding: { introduction: "*x*" } }').branding.introduction).toBe('*x*');
    expect(parse('report: { branding: { introduction: { file: intro.md } } }').branding.introduction).toBe('# Hello\n');
    expect(parse('report: { branding: { introduction: { file: empty.md } } }').branding.introduction).toBeNull();
  });

  it.skipIf(process.platform === 'win32')('takes no other file of the machine for an introduction', () => {
    symlinkSync('/etc/hostname', join(folder, 'link.md'));
    for (const file of ['/proc/self/environ', '../outside.md', 'link.md', '/etc/passwd', 'intro.yaml']) expect(faults(`report: { branding: { introduction: { file: ${file} } } }`)).toHaveLength(1);
    expect(faults('report: { branding: { introduction: { file: link.md } } }')[0]).toContain('outside the folder');
    expect(faults('report: { branding: { introduction: { file: /proc/self/environ } } }')[0]).toContain('is no Markdown file');
  });

  it('says what is wrong, and where', () => {
    writeFileSync(join(folder, 'latin.md'), Buffer.from([0xe4, 0xff]));
    writeFileSync(join(folder, 'long.md'), 'x'.repeat(8_001));
    expect(faults('report:\n  branding:\n    accent: red\n')).toEqual(['config.yaml:3:13 report.branding.accent: not a colour: "red". Write it as "#1d4f91", in quotes.']);
    expect(faults('report:\n  branding:\n    introduction: { file: nope.md }\n')[0]).toMatch(/^config\.yaml:3:27 report\.branding\.introduction\.file: nope\.md cannot be read/);
    expect(faults('report: { branding: { introduction: { file: latin.md } } }')[0]).toContain('cannot be read as UTF-8');
    expect(faults('report: { branding: { introduction: { file: long.md } } }')[0]).toContain('has 8001 characters');
    expect(faults('report: { branding: { logo: logo.png } }')).toHaveLength(1);
    expect(faults('report: { branding: { acent: "#fff" } }')[0]).toContain('Did you mean "accent"?');
  });
});

describe('own panels', () => {
  it('are numbered by their titles, each once', () => {
    expect(parse('report: { panels: [{ title: "Storage accounts, by región!", query: resources }] }').panels[0]).toMatchObject({ id: 'storage-accounts-by-region', kind: 'table', limit: 20, x: null, y: null, description: null });
    expect(faults('report: { panels: [{ title: One two, query: a }, { title: one-two, query: b }] }')[0]).toContain('is here twice');
    expect(panelId('日本')).toMatch(/^panel-[a-z0-9]+$/);
    expect(panelId('日本')).not.toBe(panelId('中国'));
    expect(panelId('../../etc/passwd')).toBe('etc-passwd');
  });

  it('know where their queries begin', () => {
    const place = (text: string): object | undefined => parse(text).panels[0]?.place;
    expect(place('report:\n  panels:\n    - title: T12\n      query: |\n\n        resources\n        | count\n')).toMatchObject({ file: 'config.yaml', line: 5, column: 9, lineByLine: true });
    expect(place('report:\n  panels:\n    - { title: T12, query: "resources | count" }\n')).toMatchObject({ line: 3, column: 29, lineByLine: false });
    expect(place('report:\n  panels:\n    - title: T12\n      query: resources | count\n')).toMatchObject({ line: 4, column: 14, lineByLine: false });
  });

  it.each([
    ['no query', '{ title: T12 }', 'the key "query" is missing'], ['a kind there is not', '{ title: T12, query: a, kind: pie }', 'must be one of table, bar, line'], ['a limit beyond all pages', '{ title: T12, query: a, limit: 5000 }', 'must be at most 200'],
    ['a column that is none', '{ title: T12, query: a, x: "a b" }', 'is not a name of a column'], ['two lines of title', '{ title: "a\\nb", query: a }', 'must not hold line breaks'],
  ])('say what is wrong: %s', (_, panel, message) => {
    expect(faults(`report: { panels: [${panel}] }`).join()).toContain(message);
  });
});
