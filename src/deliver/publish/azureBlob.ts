import { createHash } from 'node:crypto';
import { BlobServiceClient, RestError, type ContainerClient, type StoragePipelineOptions } from '@azure/storage-blob';
import type { TokenCredential } from '@azure/identity';
import { UserError } from '../../domain/errors.ts';
import type { BlobTarget } from '../../domain/delivery.ts';
import { DeliveryError, withoutSecrets } from '../outcomes.ts';
import type { PublishStep, TargetState } from '../plan.ts';
import { manifestName, type Site, type SiteFile } from '../site.ts';
import { cacheControlOf, contentTypeOf } from './contentTypes.ts';
import { checked } from '../checks.ts';
import { blobChecks } from './blobChecks.ts';
import { changeWords, type Publisher } from './publisher.ts';

export interface BlobWorld {
  /** Who signs in where config gives no shared access signature. */
  credential(): Promise<TokenCredential>;
  readonly retry: NonNullable<StoragePipelineOptions['retryOptions']>;
  /** Certificate authorities for the endpoint, PEM; null: the usual ones. */
  readonly ca: string | null;
}

/** Uploads at a time. */
const concurrency = 8;

/** Metadata by which a blob is known as one of a site's, with its hash. */
const mark = { site: 'securescoresite', sha256: 'securescoresha256' } as const;

/** A container of a storage account: what changed is uploaded, the manifest last, then what is stale is removed; blobs of others are never touched. */
export function azureBlobPublisher(target: BlobTarget, world: BlobWorld): Publisher {
  let seen: { readonly container: ContainerClient; readonly manifestTag: string | null } | null = null;
  return {
    target: `azureBlob ${target.endpoint}/${target.container}${target.prefix === '' ? '' : `/${target.prefix}`}`,
    publicAllowed: target.public,
    inspect: (site) => explained(target, async () => {
      const { container } = await openContainer(target, world);
      const exposure = await exposureOf(container, target);
      const found = await listSite(container, target, site);
      seen = { container, manifestTag: found.manifestTag };
      return { files: found.files, siteId: found.siteId, ...exposure };
    }),
    publish: (step, site) => explained(target, async () => {
      if (seen === null) throw new Error('publish before inspect');
      await upload(seen.container, step, site, target, seen.manifestTag);
      for (const path of step.remove) await seen.container.deleteBlob(nameOf(target, path)).catch(ignoreMissing);
      return changeWords(step);
    }),
    examine: () => checked(() => explained(target, async () => {
      const { service, container } = await openContainer(target, world);
      return blobChecks(service, container, target, await exposureOf(container, target));
    })),
    close: async () => {},
  };
}

async function openContainer({ endpoint, container, sas }: BlobTarget, { credential, retry, ca }: BlobWorld): Promise<{ readonly service: BlobServiceClient; readonly container: ContainerClient }> {
  const options: StoragePipelineOptions & { readonly tlsOptions?: { readonly ca: string } } = { retryOptions: retry, ...(ca === null ? {} : { tlsOptions: { ca } }) };
  const service = sas === null ? new BlobServiceClient(endpoint, await credential(), options) : new BlobServiceClient(`${endpoint}?${sas.reveal().replace(/^\?/, '')}`, undefined, options);
  return { service, container: service.getContainerClient(container) };
}

/** `$web` is there to be shown to everyone, whatever the container's own access level says. */
async function exposureOf(container: ContainerClient, target: BlobTarget): Promise<Pick<TargetState, 'exposure' | 'exposureReason'>> {
  const { blobPublicAccess } = await container.getProperties();
  if (target.container === '$web') return { exposure: 'public', exposureReason: 'the container $web is the account\'s static website, which everyone can read who reaches the account' };
  if (blobPublicAccess !== undefined) return { exposure: 'public', exposureReason: `the container gives strangers access (${blobPublicAccess})` };
  return { exposure: 'private', exposureReason: 'the container gives strangers no access' };
}

async function listSite(container: ContainerClient, target: BlobTarget, site: Site): Promise<Pick<TargetState, 'files' | 'siteId'> & { readonly manifestTag: string | null }> {
  const files = new Map<string, string>();
  const foreign: string[] = [];
  let siteId: string | null = null;
  let manifestTag: string | null = null;
  const wanted = new Set(site.files.map(({ path }) => path));
  const prefix = nameOf(target, '');
  for await (const { name, metadata, properties } of container.listBlobsFlat({ includeMetadata: true, ...(prefix === '' ? {} : { prefix }) })) {
    const path = name.slice(prefix.length);
    const owner = metadata?.[mark.site] ?? null;
    if (path === manifestName) [siteId, manifestTag] = [owner, properties.etag];
    // What another site left here is not ours to judge; the manifest below says whose the target is.
    if (owner === site.id) files.set(path, metadata?.[mark.sha256] ?? '');
    else if (wanted.has(path)) foreign.push(path);
  }
  if (foreign.length > 0 && (siteId === null || siteId === site.id)) {
    throw new UserError({ message: `the target holds ${foreign[0] ?? ''}${foreign.length > 1 ? ` and ${foreign.length - 1} more` : ''}, which this program did not publish`, fix: 'Name a container or prefix of its own, or remove it there.' });
  }
  return { files, siteId, manifestTag };
}

/** Phase by phase, so that nobody finds a page before what it shows; the manifest only if nobody else replaced it meanwhile. */
async function upload(container: ContainerClient, step: PublishStep, site: Site, target: BlobTarget, manifestTag: string | null): Promise<void> {
  const pages = step.upload.filter(({ path }) => path.endsWith('.html') || !path.includes('/'));
  const manifest = pages.filter(({ path }) => path === manifestName);
  const phases = [step.upload.filter((file) => !pages.includes(file)), pages.filter((file) => !manifest.includes(file)), manifest];
  for (const files of phases) {
    const queue = files.values();
    const worker = async (): Promise<void> => {
      for (const file of queue) await uploadOne(container, file, site, target, file.path === manifestName ? { condition: manifestTag } : null);
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, files.length) }, worker));
  }
}

async function uploadOne(container: ContainerClient, file: SiteFile, site: Site, target: BlobTarget, guard: { readonly condition: string | null } | null): Promise<void> {
  const bytes = await site.read(file);
  await container.getBlockBlobClient(nameOf(target, file.path)).upload(Buffer.from(bytes), bytes.length, {
    blobHTTPHeaders: { blobContentType: contentTypeOf(file.path), blobCacheControl: cacheControlOf(file.path), blobContentMD5: createHash('md5').update(bytes).digest() },
    metadata: { [mark.site]: site.id, [mark.sha256]: file.sha256 },
    ...(guard === null ? {} : { conditions: guard.condition === null ? { ifNoneMatch: '*' } : { ifMatch: guard.condition } }),
  });
}

function nameOf({ prefix }: BlobTarget, path: string): string {
  return prefix === '' ? path : `${prefix}/${path}`;
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof RestError) || error.statusCode !== 404) throw error;
}

async function explained<Result>(target: BlobTarget, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RestError)) throw error;
    const sas = target.sas?.reveal() ?? '';
    const secrets = [sas, new URLSearchParams(sas).get('sig') ?? ''];
    const message = withoutSecrets(error.message.split('\n')[0] ?? '', secrets);
    throw new DeliveryError(`Azure Storage refused: ${error.code ?? error.statusCode ?? 'no answer'}: ${message}`, { fix: fixOf(error, target) });
  }
}

function fixOf({ code = '', statusCode }: RestError, { container, sas, endpoint }: BlobTarget): string {
  if (code === 'ContainerNotFound') return container === '$web' ? 'Enable the account\'s static website.' : `Create the container ${container}.`;
  if (statusCode === 412 || statusCode === 409) return 'Somebody else published meanwhile; publish again.';
  if (statusCode === 401 || statusCode === 403) return sas === null ? 'Give the identity the role Storage Blob Data Contributor on the container, and let its network in.' : 'Renew the shared access signature: it needs read, write, delete and list on the container.';
  return `Check that ${endpoint} can be reached from here, then run "secure-score publish".`;
}
