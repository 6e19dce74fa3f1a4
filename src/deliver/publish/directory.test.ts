import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planPublish, type PublishStep } from '../plan.ts';
import type { Site } from '../site.ts';
import { testFolder, testSite } from '../testSite.ts';
import { directoryPublisher } from './directory.ts';

const first = { 'index.html': 'one', 'runs/a/report.html': 'report a', 'runs/a/report.pdf': 'pdf', 'assets/site.css': 'css' };

async function planned(path: string, outDir: string, site: Site): Promise<PublishStep> {
  const publisher = directoryPublisher({ type: 'directory', path }, outDir);
  return planPublish({ id: 'publish[0]', group: null, target: publisher.target, publicAllowed: true, siteId: site.id, files: site.files }, await publisher.inspect(site));
}

async function publish(path: string, outDir: string, site: Site): Promise<PublishStep> {
  const step = await planned(path, outDir, site);
  if (step.decision === 'publish') await directoryPublisher({ type: 'directory', path }, outDir).publish(step, site);
  return step;
}

function tree(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(files.map((entry) => [join(entry.parentPath, entry.name).slice(folder.length + 1), readFileSync(join(entry.parentPath, entry.name), 'utf8')]));
}

function publicTree(site: Site): Promise<Readonly<Record<string, string>>> {
  return Promise.all(site.files.map(async (file) => [file.path, Buffer.from(await site.read(file)).toString('utf8')] as const)).then(Object.fromEntries);
}

describe('publishing to a directory', () => {
  it('brings exactly the public files, and nothing else', async () => {
    const root = testFolder();
    const site = await testSite(join(root, 'reports'), first);
    const path = join(root, 'www');
    expect(await publish(path, join(root, 'reports'), site)).toMatchObject({ decision: 'publish', kept: 0, remove: [] });
    expect(tree(path)).toEqual(await publicTree(site));
  });

  it('publishes only what changed, removes what is stale, and does nothing the third time', async () => {
    const root = testFolder();
    const [outDir, path] = [join(root, 'reports'), join(root, 'www')];
    await publish(path, outDir, await testSite(outDir, first));
    const pdf = statSync(join(path, 'runs/a/report.pdf')).ino;
    const { 'assets/site.css': _gone, ...rest } = first;
    const second = await testSite(outDir, { ...rest, 'index.html': 'two', 'runs/b/report.html': 'b' });
    const step = await publish(path, outDir, second);
    expect([step.upload.map((file) => file.path), step.remove, step.kept]).toEqual([['runs/b/report.html', 'index.html', 'manifest.json'], ['assets/site.css'], 2]);
    expect(tree(path)).toEqual(await publicTree(second));
    expect(statSync(join(path, 'runs/a/report.pdf')).ino).toBe(pdf);
    expect((await publish(path, outDir, second)).decision).toBe('unchanged');
  });

  it('mends what somebody changed in the target', async () => {
    const root = testFolder();
    const [outDir, path] = [join(root, 'reports'), join(root, 'www')];
    const site = await testSite(outDir, first);
    await publish(path, outDir, site);
    rmSync(join(path, 'index.html'));
    expect((await publish(path, outDir, site)).upload.map((file) => file.path)).toEqual(['index.html']);
    expect(tree(path)).toEqual(await publicTree(site));
  });

  it('switches in one step: a failure in the middle leaves the site before, and the next call makes it good', async () => {
    const root = testFolder();
    const [outDir, path] = [join(root, 'reports'), join(root, 'www')];
    const before = await testSite(outDir, first);
    await publish(path, outDir, before);
    const shown = tree(path);
    const site = await testSite(outDir, { ...first, 'index.html': 'two', 'runs/b/report.html': 'b' });
    const torn: Site = { ...site, read: async (file) => (file.path === 'manifest.json' ? Promise.reject(new Error('power cut')) : site.read(file)) };
    await expect(publish(path, outDir, torn)).rejects.toThrow('power cut');
    expect(tree(path)).toEqual(shown);
    await publish(path, outDir, site);
    expect(tree(path)).toEqual(await publicTree(site));
  });

  it('keeps the release before for readers in the middle of it, and no older one', async () => {
    const root = testFolder();
    const [outDir, path] = [join(root, 'reports'), join(root, 'www')];
    for (const text of ['1', '2', '3', '4']) await publish(path, outDir, await testSite(outDir, { ...first, 'index.html': text }));
    expect(readdirSync(root).filter((name) => name.startsWith('.www.release-'))).toHaveLength(2);
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
  });

  it('refuses a folder with foreign files, foreign links, the output folder and what contains it', async () => {
    const root = testFolder();
    const outDir = join(root, 'reports');
    const site = await testSite(outDir, first);
    mkdirSync(join(root, 'busy'));
    writeFileSync(join(root, 'busy/mine.txt'), 'mine');
    symlinkSync(join(root, 'busy'), join(root, 'linked'));
    await expect(planned(join(root, 'busy'), outDir, site)).rejects.toThrow('not published by this program');
    await expect(planned(join(root, 'linked'), outDir, site)).rejects.toThrow('not published by this program');
    for (const path of [outDir, join(outDir, 'data'), join(outDir, 'data/www'), root]) await expect(planned(path, outDir, site)).rejects.toThrow('lie inside each other');
    expect(readdirSync(join(root, 'busy'))).toEqual(['mine.txt']);
  });

  it('refuses the site of another record', async () => {
    const root = testFolder();
    const path = join(root, 'www');
    await publish(path, join(root, 'a'), await testSite(join(root, 'a'), first));
    expect(await publish(path, join(root, 'b'), await testSite(join(root, 'b'), first, 'f9263b6e-26ff-4537-a953-2da825949e39'))).toMatchObject({ decision: 'refused', why: 'the target holds the site of another record' });
  });

  it('takes the place of an empty folder', async () => {
    const root = testFolder();
    const [outDir, path] = [join(root, 'reports'), join(root, 'www')];
    mkdirSync(path);
    await publish(path, outDir, await testSite(outDir, first));
    expect(readFileSync(join(path, 'index.html'), 'utf8')).toBe('one');
  });
});

describe('a site on disk', () => {
  it('does not lend a name to other bytes, nor follow a link out', async () => {
    const outDir = testFolder();
    const site = await testSite(outDir, first);
    const [index, report] = [site.files.find(({ path }) => path === 'index.html'), site.files.find(({ path }) => path === 'runs/a/report.html')];
    if (index === undefined || report === undefined) throw new Error('files are missing');
    writeFileSync(join(outDir, 'site/index.html'), 'changed');
    await expect(site.read(index)).rejects.toThrow('not the file the manifest names');
    rmSync(join(outDir, 'site/runs/a/report.html'));
    symlinkSync(join(outDir, 'data/record.json'), join(outDir, 'site/runs/a/report.html'));
    await expect(site.read(report)).rejects.toThrow('not the file the manifest names');
    await expect(site.read({ ...index, path: '../data/record.json' })).rejects.toThrow('not the file the manifest names');
  });
});
