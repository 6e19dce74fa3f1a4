import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleModel } from '../../../test/fixtures/report-model.ts';
import { manifestSchema, writeSite } from '../site.ts';
import { linksAsText } from './olderRuns.ts';

const templatesDir = join(import.meta.dirname, '../../../templates');
const sample = sampleModel();
let site = '';
beforeEach(async () => {
  site = await mkdtemp(join(tmpdir(), 'secure-score-older-'));
});
afterEach(() => rm(site, { recursive: true, force: true }));

const page = '<p><a href="scopes/a-1.html"><bdi>pay-prod</bdi></a> <a class="x" href="scopes/index.html">Search all 2</a> <a href="#scopes">All</a> <a href="csv/scopes.csv">scopes.csv</a></p>';
const folderOf = (day: string): string => `${day.replaceAll('-', '')}T060000Z`;

function write(day: string, keepScopePages: number) {
  const model = { ...sample, day, runId: folderOf(day), takenAt: `${day}T06:00:00.000Z`, generatedAt: `${day}T06:01:00.000Z` };
  const files = new Map([['report.html', page], ['report.json', '{}'], ['scopes/a-1.html', 'a'], ['scopes/index.html', 'all']].map(([path = '', content = '']) => [path, Buffer.from(content)]));
  return writeSite(site, { run: { model, files, keepScopePages }, templatesDir });
}

const read = (path: string): Promise<string> => readFile(join(site, path), 'utf8');

async function runsWithPages(): Promise<readonly string[]> {
  const runs = await readdir(join(site, 'runs'));
  const found = await Promise.all(runs.map(async (run) => ((await readdir(join(site, 'runs', run))).includes('scopes') ? [run] : [])));
  return found.flat();
}

describe('pages of scopes of older runs', () => {
  it('are kept by the newest runs, and by one that is written again; its neighbours keep their reports', async () => {
    const days = ['2026-11-01', '2026-11-08', '2026-11-15', '2026-11-22'];
    for (const day of days) await write(day, 2);
    expect(await runsWithPages()).toEqual(['2026-11-15', '2026-11-22'].map(folderOf));
    expect(await read('latest/scopes/a-1.html')).toBe('a');
    expect(await read(`runs/${folderOf('2026-11-01')}/report.html`)).toBe('<p><bdi>pay-prod</bdi>  <a href="#scopes">All</a> <a href="csv/scopes.csv">scopes.csv</a></p>');
    expect(await read(`runs/${folderOf('2026-11-22')}/report.html`)).toBe(page);
    await write('2026-11-01', 2);
    expect(await runsWithPages()).toEqual(['2026-11-01', '2026-11-15', '2026-11-22'].map(folderOf));
    await write('2026-11-29', 2);
    expect(await runsWithPages()).toEqual(['2026-11-22', '2026-11-29'].map(folderOf));
  });

  it('are in no list once they are gone, and everything that is listed is there', async () => {
    for (const day of ['2026-11-08', '2026-11-15']) await write(day, 1);
    const manifest = manifestSchema.parse(JSON.parse(await read('manifest.json')));
    expect(manifest.public.map(({ path }) => path).filter((path) => path.includes('scopes/'))).toEqual(['latest/scopes/a-1.html', 'latest/scopes/index.html', `runs/${folderOf('2026-11-15')}/scopes/a-1.html`, `runs/${folderOf('2026-11-15')}/scopes/index.html`]);
    for (const { path, bytes } of manifest.public) expect((await readFile(join(site, path))).length, path).toBe(bytes);
  });

  it('are linked by nothing in a page that no template of ours made', () => {
    expect(linksAsText('<a\n class="x"\n href="scopes/b.html" rel="x">b <i>c</i></a><a href="https://x/scopes/b.html">d</a>')).toBe('b <i>c</i><a href="https://x/scopes/b.html">d</a>');
  });
});
