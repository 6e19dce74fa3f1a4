import { createHash } from 'node:crypto';

/** Names that Windows keeps for devices, with any extension. */
const reserved = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;
const safePart = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/;

/** True for one part of a path that every file system and web server takes as it is. */
function isSafePart(part: string): boolean {
  return safePart.test(part) && !reserved.test(part) && !part.endsWith('.') && !part.includes('..');
}

/**
 * Folder of a run. Run ids of ours (`20261121T060000Z`) are their own names; any other id gets one made of its letters and
 * digits and a hash, so that two ids never share a folder, also where upper and lower case are the same.
 */
export function folderOfRun(runId: string): string {
  if (/^\d{8}T\d{6}Z$/.test(runId)) return runId;
  return `run-${hashedName(runId)}`;
}

/**
 * Folder for a name from outside that is compared without case (a group): itself in lower case where it is plain words, else its letters
 * and digits with a hash.
 */
export function folderOfName(anyCase: string): string {
  const name = anyCase.toLowerCase();
  const isPlain = /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) && name.length <= 40 && !reserved.test(name) && !/-[0-9a-f]{12}$/.test(name);
  return isPlain ? name : hashedName(name);
}

/** File of a scope's page, the same in every run: the last part of its id, and a hash of the whole. */
export function fileOfScope(scopeId: string): string {
  const id = scopeId.toLowerCase();
  return `${hashedName(id, id.split('/').at(-1))}.html`;
}

/** `Team A/B` → `team-a-b-` and 12 digits of a hash: different for different names, also where upper and lower case are the same. */
function hashedName(name: string, words = name): string {
  const readable = words.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 40);
  const hash = createHash('sha256').update(name.toWellFormed()).update(Buffer.from(name, 'utf16le')).digest('hex').slice(0, 12);
  return readable === '' ? hash : `${readable}-${hash}`;
}

/** The path when it is a safe one below a folder (`csv/scopes.csv`); Error otherwise, for names from outside must be made safe by who made the file. */
export function checkedPath(path: string): string {
  const parts = path.split('/');
  if (path.length <= 200 && parts.every(isSafePart)) return path;
  throw new Error(`not a path that can be published: ${JSON.stringify(path.slice(0, 200))}`);
}
