import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BlobTarget } from '../../domain/delivery.ts';
import { secretOf } from '../../domain/secret.ts';
import { DeliveryError } from '../outcomes.ts';
import { planPublish, type PublishStep } from '../plan.ts';
import type { Site } from '../site.ts';
import { testFolder, testSite } from '../testSite.ts';
import { azureBlobPublisher } from './azureBlob.ts';
import { breakingWire, testAzurite, type TestAzurite } from './testAzurite.ts';

const first = { 'index.html': 'one', 'runs/a/report.html': 'report a', 'runs/a/report.pdf': 'pdf', 'assets/f.woff2': 'font' };

let azurite: TestAzurite;
let container = 0;
beforeAll(async () => { azurite = await testAzurite(); });
afterAll(() => azurite.close());

async function target(changes: Partial<BlobTarget> = {}, access?: 'blob' | 'container'): Promise<BlobTarget> {
  container += 1;
  const name = changes.container ?? `site${container}`;
  await azurite.service.getContainerClient(name).createIfNotExists(access === undefined ? {} : { access });
  return { type: 'azureBlob', endpoint: azurite.endpoint, container: name, prefix: '', sas: secretOf(azurite.sas()), public: false, ...changes };
}

async function publish(to: BlobTarget, site: Site, meanwhile: () => unknown = () => {}): Promise<PublishStep> {
  const publisher = azureBlobPublisher(to, { credential: async () => { throw new Error('no identity here'); }, retry: { maxTries: 1 }, ca: null });
  const step = planPublish({ id: 'publish[0]', group: null, target: publisher.target, publicAllowed: to.public, siteId: site.id, files: site.files }, await publisher.inspect(site));
  await meanwhile();
  if (step.decision === 'publish') await publisher.publish(step, site);
  return step;
}

async function blobs({ container: name }: BlobTarget): Promise<Readonly<Record<string, string>>> {
  const client = azurite.service.getContainerClient(name);
  const found: Record<string, string> = {};
  for await (const blob of client.listBlobsFlat()) found[blob.name] = (await client.getBlobClient(blob.name).downloadToBuffer()).toString('utf8');
  return found;
}

async function publicFiles(site: Site, prefix = ''): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries(await Promise.all(site.files.map(async (file) => [prefix + file.path, Buffer.from(await site.read(file)).toString('utf8')] as const)));
}

describe('publishing to Azure Blob Storage', () => {
  it('brings exactly the public files with their types, then only what changed, and removes only what is ours', async () => {
    const outDir = testFolder();
    const [to, site] = [await target(), await testSite(outDir, first)];
    await publish(to, site);
    expect(await blobs(to)).toEqual(await publicFiles(site));
    const client = azurite.service.getContainerClient(to.container);
    const properties = await client.getBlobClient('index.html').getProperties();
    expect([properties.contentType, properties.cacheControl]).toEqual(['text/html; charset=utf-8', 'private, no-cache']);
    const untouched = (await client.getBlobClient('runs/a/report.html').getProperties()).etag;
    await client.getBlockBlobClient('theirs.txt').upload('theirs', 6);
    const second = await testSite(outDir, { 'index.html': 'two', 'runs/a/report.html': 'report a', 'runs/b/report.html': 'b' });
    const step = await publish(to, second);
    expect([step.upload.map(({ path }) => path), step.remove]).toEqual([['runs/b/report.html', 'index.html', 'manifest.json'], ['assets/f.woff2', 'runs/a/report.pdf']]);
    expect(await blobs(to)).toEqual({ ...(await publicFiles(second)), 'theirs.txt': 'theirs' });
    expect((await client.getBlobClient('runs/a/report.html').getProperties()).etag).toBe(untouched);
    expect((await publish(to, second)).decision).toBe('unchanged');
  });

  it('leaves earlier runs where they are when the site was made on a machine without them', async () => {
    const outDir = testFolder();
    const to = await target();
    const before = await testSite(outDir, first);
    await publish(to, before);
    const fresh = await testSite(outDir, { 'index.html': 'two', 'runs/b/report.html': 'b' });
    expect(await publish(to, fresh)).toMatchObject({ remove: ['assets/f.woff2'], stay: ['runs/a/report.html', 'runs/a/report.pdf'] });
    expect(await blobs(to)).toEqual({ ...(await publicFiles(fresh)), 'runs/a/report.html': 'report a', 'runs/a/report.pdf': 'pdf' });
    expect((await publish(to, fresh)).decision).toBe('unchanged');
  });

  it('stays below its prefix', async () => {
    const site = await testSite(testFolder(), first);
    const to = await target({ prefix: 'reports/score' });
    await publish(to, site);
    expect(await blobs(to)).toEqual(await publicFiles(site, 'reports/score/'));
  });

  it('refuses a public container and $web unless config says public', async () => {
    const site = await testSite(testFolder(), first);
    for (const to of [await target({}, 'blob'), await target({}, 'container'), await target({ container: '$web' })]) {
      expect(await publish(to, site)).toMatchObject({ decision: 'refused', why: expect.stringMatching(/^the target is public/), fix: expect.stringContaining('public: true') });
      expect(await blobs(to)).toEqual({});
    }
    const open = await target({ container: '$web', public: true });
    await publish(open, site);
    expect(await blobs(open)).toEqual(await publicFiles(site));
  });

  it('refuses to write over what others put there, and the site of another record', async () => {
    const [site, other] = [await testSite(testFolder(), first), await testSite(join(testFolder()), first, 'f9263b6e-26ff-4537-a953-2da825949e39')];
    const to = await target();
    await azurite.service.getContainerClient(to.container).getBlockBlobClient('index.html').upload('theirs', 6);
    await expect(publish(to, site)).rejects.toThrow('index.html, which this program did not publish');
    const taken = await target();
    await publish(taken, site);
    expect(await publish(taken, other)).toMatchObject({ decision: 'refused', why: 'the target holds the site of another record' });
  });

  it('is whole after a clean retry, wherever the connection broke', async () => {
    const wire = await breakingWire(azurite.endpoint);
    const outDir = testFolder();
    const direct = await target();
    const to = { ...direct, endpoint: wire.endpoint };
    const before = await testSite(outDir, first);
    await publish(to, before);
    for (const bytes of [0, 1500, 4000, 9000, 15_000, 34_000]) {
      const site = await testSite(outDir, { ...first, 'index.html': `after ${bytes}`, [`pages/n${bytes}/report.html`]: 'x'.repeat(20_000), [`pages/n${bytes}/report.pdf`]: 'y'.repeat(10_000) });
      const broken = await publish(to, site, () => wire.breakAfter(bytes)).catch((error: unknown) => error);
      wire.breakAfter(Number.POSITIVE_INFINITY);
      expect(broken).toBeInstanceOf(DeliveryError);
      expect(String(broken)).not.toContain('sig=');
      const manifest = (await blobs(direct))['manifest.json'];
      await publish(to, site);
      expect(manifest).not.toBe(await publicFiles(site).then((files) => files['manifest.json']));
      expect(await blobs(direct)).toEqual(await publicFiles(site));
    }
    wire.close();
  });

  it('does not overtake somebody who published meanwhile', async () => {
    const outDir = testFolder();
    const to = await target();
    await publish(to, await testSite(outDir, first));
    const mine = await testSite(outDir, { ...first, 'index.html': 'mine' });
    await expect(publish(to, mine, () => azurite.service.getContainerClient(to.container).getBlockBlobClient('manifest.json').upload('other', 5))).rejects.toMatchObject({ fix: expect.stringContaining('publish again') });
  });

  it('says what is missing: container, rights', async () => {
    const site = await testSite(testFolder(), first);
    await expect(publish({ ...(await target()), container: 'nowhere' }, site)).rejects.toMatchObject({ fix: 'Create the container nowhere.' });
    const readOnly = await publish({ ...(await target()), sas: secretOf(azurite.sas('rl')) }, site).catch((error: unknown) => error);
    expect(readOnly).toMatchObject({ fix: expect.stringContaining('Renew the shared access signature') });
  });
});
