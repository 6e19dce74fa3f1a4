import { UserError } from '../domain/errors.ts';
import { recordVersion } from './documents.ts';

/** One step: a document of version n as JSON → the same document in version n + 1. */
export type UpgradeStep = (document: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/**
 * Steps by schema, the first from version 1 to 2. A step is never edited once a version is out: it freezes how the
 * old shape is read. Stored files of every version stay under test/stored and are read by the tests.
 */
export type UpgradeChain = Readonly<Record<string, readonly UpgradeStep[]>>;

export const upgradeChain: UpgradeChain = {};

/** Brings a parsed document to the current version, a step at a time; UserError naming the file when it is newer or no document of ours. */
export function upgradeDocument(document: unknown, file: string, chain: UpgradeChain = upgradeChain, current: number = recordVersion): unknown {
  const { schema, version, fields } = envelopeOf(document, file);
  if (version > current) {
    throw new UserError({
      message: `${schema} version ${String(version)} is newer than this program reads (${String(current)})`,
      position: { file },
      fix: 'Update secure-score, or use the version that wrote it',
    });
  }
  let upgraded = fields;
  for (let from = version; from < current; from += 1) {
    const step = chain[schema]?.[from - 1];
    upgraded = { ...(step === undefined ? upgraded : step(upgraded)), schema, version: from + 1 };
  }
  return upgraded;
}

function envelopeOf(document: unknown, file: string): { readonly schema: string; readonly version: number; readonly fields: Record<string, unknown> } {
  if (typeof document === 'object' && document !== null && 'schema' in document && 'version' in document) {
    const { schema, version } = document;
    const known = typeof schema === 'string' && schema.startsWith('secure-score/');
    if (known && typeof version === 'number' && Number.isInteger(version) && version >= 1) return { schema, version, fields: { ...document } };
  }
  throw new UserError({ message: 'not a file of the record: no schema and version', position: { file }, fix: 'Remove it, or restore it from a copy' });
}
