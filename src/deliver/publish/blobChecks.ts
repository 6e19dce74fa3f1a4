import { RestError, type BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import type { BlobTarget } from '../../domain/delivery.ts';
import { fine, missing, warning, type DeliveryCheck } from '../checks.ts';
import type { TargetState } from '../plan.ts';

/** A name that no site has, and a condition that no blob meets: what is asked of it is answered by the rights alone, and nothing is done. */
const nowhere = 'secure-score-check';
const never = { ifMatch: '"0x0"' } as const;

/** What publishing to a container needs: that it is there, its rights, that it is as private as config says, and for `$web` that it is shown. */
export async function blobChecks(service: BlobServiceClient, container: ContainerClient, target: BlobTarget, { exposure, exposureReason }: Pick<TargetState, 'exposure' | 'exposureReason'>): Promise<readonly DeliveryCheck[]> {
  const open = exposure === 'public' && !target.public;
  const access = open ? missing(`the target is public: ${exposureReason}`, 'Choose a private container, or set public: true to publish the report to everyone.') : fine(`reached; ${exposureReason}`);
  const blob = container.getBlockBlobClient(target.prefix === '' ? nowhere : `${target.prefix}/${nowhere}`);
  const rights: DeliveryCheck[] = [];
  for (const [right, ask] of Object.entries({
    list: () => container.listBlobsFlat({ includeMetadata: true }).byPage({ maxPageSize: 1 }).next(),
    write: () => blob.upload('', 0, { conditions: never }),
    delete: () => blob.delete({ conditions: never }),
  })) {
    const lacking = await lacks(ask);
    if (lacking) rights.push(missing(`the sign-in may not ${right} blobs`, target.sas === null ? 'Give the identity the role Storage Blob Data Contributor on the container.' : 'Renew the shared access signature: it needs read, write, delete and list on the container.'));
  }
  const shown = target.container === '$web' ? await websiteCheck(service) : null;
  return [access, ...(rights.length === 0 ? [fine('the sign-in may list, write and delete blobs')] : rights), ...(shown === null ? [] : [shown])];
}

/** True when the sign-in has no right to it; a condition that is not met, or nothing being there, comes after that question. */
async function lacks(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return false;
  } catch (error) {
    if (!(error instanceof RestError) || error.statusCode === undefined) throw error;
    if (error.statusCode === 404 || error.statusCode === 412) return false;
    if (error.statusCode === 401 || error.statusCode === 403) return true;
    throw error;
  }
}

/** The switch belongs to the account: who has rights on the container alone cannot see it. */
async function websiteCheck(service: BlobServiceClient): Promise<DeliveryCheck> {
  const turnOn = 'Turn it on: az storage blob service-properties update --account-name <account> --static-website --index-document index.html';
  try {
    const { staticWebsite } = await service.getProperties();
    if (staticWebsite?.enabled !== true) return missing('the account\'s static website is off', turnOn);
    if (staticWebsite.indexDocument !== 'index.html') return warning(`the static website opens ${staticWebsite.indexDocument ?? 'no page'} by default, not index.html`, turnOn);
    return fine('the account\'s static website is on');
  } catch (error) {
    if (error instanceof RestError && (error.statusCode === 401 || error.statusCode === 403)) return warning('whether the static website is on cannot be seen with these rights', null);
    throw error;
  }
}
