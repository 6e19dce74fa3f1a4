import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TokenCredential } from '@azure/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAzure } from '../../azure/index.ts';
import { defaultConfig } from '../../config/index.ts';
import type { BlobTarget } from '../../domain/delivery.ts';
import { startEmulator, type Emulator } from '../../emulator/index.ts';
import { tenantWith } from '../../emulator/server/testTenant.ts';
import { DeliveryError } from '../outcomes.ts';
import { planPublish } from '../plan.ts';
import { testFolder, testSite } from '../testSite.ts';
import { azureBlobPublisher } from './azureBlob.ts';
import type { Publisher } from './publisher.ts';
import { breakingWire, testAzurite, testCertificate, type ServerCertificate, type TestAzurite } from './testAzurite.ts';

/** The sign-in of the program against the emulator's token endpoint; Azurite over TLS, which takes a token by its issuer, audience and time. */

const files = { 'index.html': 'one', 'runs/a/report.html': 'x'.repeat(20_000), 'runs/a/report.pdf': 'y'.repeat(10_000) };

let azurite: TestAzurite;
let emulator: Emulator;
let certificate: ServerCertificate;
let credential: TokenCredential;

beforeAll(async () => {
  const folder = testFolder();
  certificate = await testCertificate(folder);
  [azurite, emulator] = await Promise.all([testAzurite(certificate), startEmulator({ tenant: tenantWith({}) })]);
  const { azure } = defaultConfig('/w');
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, emulator.caPem);
  ({ credential } = await openAzure({ ...azure, credential: 'clientSecret', caFile, endpoints: { ...azure.endpoints, authority: emulator.endpoints.authority } }, { ...emulator.env }));
});
afterAll(() => Promise.all([azurite.close(), emulator.close()]));

let made = 0;

async function target(endpoint = azurite.endpoint): Promise<BlobTarget> {
  const container = `site${(made += 1)}`;
  await azurite.service.getContainerClient(container).create();
  return { type: 'azureBlob', endpoint, container, prefix: '', sas: null, public: false };
}

function publisher(to: BlobTarget, signIn = credential): Publisher {
  return azureBlobPublisher(to, { credential: async () => signIn, retry: { maxTries: 1 }, ca: certificate.ca });
}

async function publish(with_: Publisher, content: Readonly<Record<string, string>>, meanwhile: () => void = () => {}): Promise<string> {
  const site = await testSite(testFolder(), content);
  const step = planPublish({ id: 'publish[0]', group: null, target: with_.target, publicAllowed: false, siteId: site.id, files: site.files }, await with_.inspect(site));
  meanwhile();
  return step.decision === 'publish' ? with_.publish(step, site) : step.decision;
}

async function blobs({ container }: BlobTarget): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name } of azurite.service.getContainerClient(container).listBlobsFlat()) names.push(name);
  return names;
}

/** A token that Entra could have issued, with claims changed. */
function forged(claims: Readonly<Record<string, unknown>>): TokenCredential {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const token = `${part({ alg: 'HS256' })}.${part({ aud: 'https://storage.azure.com', iss: 'https://sts.windows.net/t/', iat: now, nbf: now - 60, exp: now + 3600, ...claims })}.c2ln`;
  return { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
}

describe('publishing to Azure Blob Storage with an identity', () => {
  it('brings the site with a token for storage, and only what changed the second time', async () => {
    const to = await target();
    expect(await publish(publisher(to), files)).toBe('4 files added or replaced, 0 removed, 0 unchanged');
    expect(await blobs(to)).toEqual(['index.html', 'manifest.json', 'runs/a/report.html', 'runs/a/report.pdf']);
    expect(await publish(publisher(to), files)).toBe('unchanged');
    expect(await publish(publisher(to), { ...files, 'index.html': 'two' })).toBe('2 files added or replaced, 0 removed, 2 unchanged');
    expect(await publisher(to).examine()).toEqual([
      { status: 'ok', message: 'reached; the container gives strangers no access', fix: null }, { status: 'ok', message: 'the sign-in may list, write and delete blobs', fix: null },
    ]);
  });

  it('is whole after a clean retry when the connection broke in the middle', async () => {
    const wire = await breakingWire(azurite.endpoint);
    const to = await target(wire.endpoint);
    for (const bytes of [3000, 9000, 24_000]) {
      const content = { ...files, 'index.html': `after ${bytes}`, [`runs/n${bytes}/report.html`]: 'z'.repeat(30_000) };
      const broken = await publish(publisher(to), content, () => wire.breakAfter(bytes)).catch((error: unknown) => error);
      expect(broken).toBeInstanceOf(DeliveryError);
      wire.breakAfter(Number.POSITIVE_INFINITY);
      await publish(publisher(to), content);
      expect(await publish(publisher(to), content)).toBe('unchanged');
    }
    wire.close();
  });

  it('says what a refused token needs, and repeats none of it', async () => {
    const to = await target();
    for (const claims of [{ aud: 'https://management.azure.com' }, { exp: 1 }, { iss: 'https://evil.example/' }]) {
      const signIn = forged(claims);
      const refused = await publish(publisher(to, signIn), files).catch((error: unknown) => error);
      expect(refused).toMatchObject({ certainty: 'failed', fix: expect.stringContaining('Storage Blob Data Contributor') });
      expect(String(refused)).not.toContain((await signIn.getToken(''))?.token);
      expect(await publisher(to, signIn).examine()).toMatchObject([{ status: 'missing', fix: expect.stringContaining('Storage Blob Data Contributor') }]);
    }
    expect(await blobs(to)).toEqual([]);
    expect(await publish(publisher(to, forged({})), files)).toContain('4 files');
  });
});
