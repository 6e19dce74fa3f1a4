import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HtmlValidate } from 'html-validate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleModel } from '../../../test/fixtures/report-model.ts';
import type { ReportModel } from '../../domain/report.ts';
import { manifestSchema, writeSite, type Disk, type Manifest, type SiteRequest } from '../site.ts';
import { realDisk } from './disk.ts';

const templatesDir = join(import.meta.dirname, '../../../templates');
const sample = sampleModel();

let site = '';
beforeEach(async () => {
  site = await mkdtemp(join(tmpdir(), 'secure-score-site-'));
});
afterEach(() => rm(site, { recursive: true, force: true }));

function model(day: string, ratio: number | null = 0.61, more: Partial<ReportModel> = {}): ReportModel {
  const score = { ...sample.headline.score, ratio, reason: ratio === null ? 'no scope has a score' : null };
  return {
    ...sample, day, runId: `${day.replaceAll('-', '')}T060000Z`, takenAt: `${day}T06:00:00.000Z`, generatedAt: `${day}T06:01:00.000Z`,
    headline: { ...sample.headline, score }, ...more,
  };
}

function request(of: ReportModel, text = of.runId): SiteRequest {
  const files = new Map([['report.html', Buffer.from(`<!doctype html>${text}`)], ['report.pdf', Buffer.from('%PDF')], ['csv/scopes.csv', Buffer.from('a,b\n')]]);
  return { run: { model: of, files }, templatesDir };
}

async function snapshotOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const texts = await Promise.all(names.map(async (entry) => [join(entry.parentPath, entry.name).slice(folder.length + 1), await readFile(join(entry.parentPath, entry.name), 'latin1')] as const));
  return Object.fromEntries(texts.toSorted());
}

const text = (path: string): Promise<string> => readFile(join(site, path), 'utf8');
const manifest = async (): Promise<Manifest> => manifestSchema.parse(JSON.parse(await text('manifest.json')));

describe('a site', () => {
  it('holds each run under its name, the newest also under a name that stays', async () => {
    await writeSite(site, request(model('2026-11-14')));
    await writeSite(site, request(model('2026-11-21')));
    expect(await readdir(join(site, 'runs'))).toEqual(['20261114T060000Z', '20261121T060000Z']);
    expect(await text('latest/report.html')).toBe('<!doctype html>20261121T060000Z');
    expect(await text('runs/20261114T060000Z/csv/scopes.csv')).toBe('a,b\n');
    expect((await text('index.html')).match(/href="(?:runs|latest)[^"]*report\.html"/g)).toEqual(['href="latest/report.html"', 'href="runs/20261121T060000Z/report.html"', 'href="runs/20261114T060000Z/report.html"']);
  });

  it('keeps the newest as latest when an old run is written again', async () => {
    await writeSite(site, request(model('2026-11-21')));
    const { runs } = await writeSite(site, request(model('2026-11-14')));
    expect(runs).toBe(2);
    expect(await text('latest/report.html')).toContain('20261121T060000Z');
    expect((await manifest()).latest).toBe('20261121T060000Z');
  });

  it('replaces a run of the same id and forgets the files it no longer has', async () => {
    await writeSite(site, request(model('2026-11-21')));
    const [id] = /<entry>\s*<id>[^<]+/.exec(await text('feed.xml')) ?? [];
    const again = request(model('2026-11-21', 0.7, { title: 'Another title' }), 'again');
    await writeSite(site, { ...again, run: { ...again.run, files: new Map([...again.run.files].filter(([path]) => path !== 'report.pdf')) } });
    expect(await readdir(join(site, 'runs'))).toEqual(['20261121T060000Z']);
    expect(await text('latest/report.html')).toContain('again');
    expect(await readdir(join(site, 'latest'))).not.toContain('report.pdf');
    expect(await text('index.html')).not.toContain('report.pdf');
    expect(await text('feed.xml')).toContain(id);
  });

  it('is the same bytes when written twice', async () => {
    await writeSite(site, request(model('2026-11-14')));
    await writeSite(site, request(model('2026-11-21')));
    const once = await snapshotOf(site);
    await writeSite(site, request(model('2026-11-21')));
    expect(await snapshotOf(site)).toEqual(once);
  });

  it('never touches a past report', async () => {
    await writeSite(site, request(model('2026-11-14')));
    await writeFile(join(site, 'runs/20261114T060000Z/report.html'), 'as it was');
    await writeSite(site, request(model('2026-11-21')));
    expect(await text('runs/20261114T060000Z/report.html')).toBe('as it was');
  });

  it('lists every file in the manifest, each with its hash, and nothing that is not there', async () => {
    await writeSite(site, request(model('2026-11-14')));
    await writeSite(site, request(model('2026-11-21')));
    const onDisk = await snapshotOf(site);
    const listed = (await manifest()).public;
    expect(listed.map((file) => file.path)).toEqual(Object.keys(onDisk).filter((path) => path !== 'manifest.json').toSorted());
    for (const file of listed) expect(createHash('sha256').update(onDisk[file.path] ?? '', 'latin1').digest('hex'), file.path).toBe(file.sha256);
  });

  it('has an index that is valid HTML without inline styles, scripts or addresses of others', async () => {
    await writeSite(site, request(model('2026-11-14', null)));
    await writeSite(site, request(model('2026-11-21')));
    const page = await text('index.html');
    const report = await new HtmlValidate({ extends: ['html-validate:recommended'], rules: { 'no-inline-style': 'error', 'long-title': 'off', 'svg-focusable': 'off', 'no-trailing-whitespace': 'off', 'tel-non-breaking': 'off' } }).validateString(page);
    expect(report.results.flatMap(({ messages }) => messages.map(({ ruleId, line, message }) => `${line} ${ruleId}: ${message}`))).toEqual([]);
    expect(page).not.toMatch(/<script|<style| on\w+=/i);
    expect([...page.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, address]) => address ?? '').filter((address) => /^(?:[a-z]+:|\/)/i.test(address))).toEqual([]);
  });

  it('says which runs it leaves out and why', async () => {
    await writeSite(site, request(model('2026-11-07')));
    await writeSite(site, request(model('2026-11-14')));
    await writeFile(join(site, 'runs/20261107T060000Z/run.json'), '{"schema":"secure-score/site-run","version":2}');
    await writeFile(join(site, 'runs/20261114T060000Z/run.json'), '{"sch');
    const written = await writeSite(site, request(model('2026-11-21')));
    expect(written.unreadable).toEqual([
      { folder: '20261107T060000Z', fault: 'written by a newer version of this program (run.json version 2)' },
      { folder: '20261114T060000Z', fault: 'not JSON' },
    ]);
    expect(await text('index.html')).toContain('runs/20261114T060000Z: not JSON');
  });

  it('refuses a file name that leaves the folder or that some system cannot hold', async () => {
    const { run } = request(model('2026-11-21'));
    for (const path of ['../x.html', '/etc/x', 'a/../../x', 'CON.html', 'a\\b', 'x.', 'run.json', 'a:b', '<img>.html', '']) {
      await expect(writeSite(site, { templatesDir, run: { ...run, files: new Map([[path, Buffer.from('')]]) } }), path).rejects.toThrow(/published|own file/);
    }
    expect(await readdir(site)).toEqual([]);
  });

  it('shows hostile names as text on every page', async () => {
    const title = '</title><script>alert(1)</script> {{title}} $& "\'>\u202e\ud800\u0000';
    await writeSite(site, request(model('2026-11-21', null, { title, company: title, classification: title, footer: title, runId: '../../x' })));
    const page = await text('index.html');
    expect(page).not.toMatch(/<script/i);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt; {{title}} $&amp;');
    const feed = await text('feed.xml');
    expect(feed).not.toMatch(/<script/i);
    expect(feed).not.toContain('\u0000');
    expect((await readdir(join(site, 'runs')))[0]).toMatch(/^run-x-[0-9a-f]{12}$/);
  });
});

/** A disk that dies before its n-th change, as a killed process would. */
function dyingDisk(changes: number): Disk {
  let left = changes;
  const counted = <Args extends readonly unknown[]>(change: (...args: Args) => Promise<void>) => (...args: Args): Promise<void> =>
    left-- > 0 ? change(...args) : Promise.reject(new Error('killed'));
  return { ...realDisk, write: counted(realDisk.write), rename: counted(realDisk.rename), remove: counted(realDisk.remove) };
}

describe('a site whose writer is killed', () => {
  it('never links to what is not there, and is whole after the next run', async () => {
    const before = join(site, 'before');
    await writeSite(before, request(model('2026-11-14')));
    await writeSite(before, request(model('2026-11-21'), 'old'));
    const root = site;
    for (let changes = 0, finished = false; !finished; changes++) {
      site = join(root, String(changes));
      await cp(before, site, { recursive: true });
      finished = await writeSite(site, request(model('2026-11-21'), 'new'), dyingDisk(changes)).then(() => true, () => false);
      const onDisk = await snapshotOf(site);
      const missing = [...(onDisk['index.html'] ?? '').matchAll(/href="([^"#]+)"/g)].map(([, path]) => path ?? '').filter((path) => onDisk[path] === undefined && onDisk[setAside(path)] === undefined);
      expect(missing, `after ${changes} changes`).toEqual([]);
      expect(['old', 'new'].map((word) => `<!doctype html>${word}`)).toContain(onDisk['runs/20261121T060000Z/report.html'] ?? onDisk['runs/20261121T060000Z.replaced/report.html']);
      await writeSite(site, request(model('2026-11-28')));
      expect(Object.keys(await snapshotOf(site)).filter((path) => /unfinished|replaced/.test(path))).toEqual([]);
      expect((await manifest()).runs).toHaveLength(3);
    }
    site = root;
  });
});

/** Where a folder is between the two renames that switch it. */
function setAside(path: string): string {
  return path.replace(/^(latest|runs\/[^/]+)\//, '$1.replaced/');
}
