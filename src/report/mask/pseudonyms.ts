import { createHmac } from 'node:crypto';

/** Names that stand for others: the same for the same on one key, and without the key nobody can tell whose they are, not even by trying names. */
export interface Pseudonyms {
  /** Six letters and digits for a text of some kind, without regard to case: enough to tell names apart for a reader, not to identify by. */
  code(kind: string, text: string): string;
  /** A GUID for a GUID. */
  guid(text: string): string;
  /** An ARM id with the same shape, kinds of resource kept, every name in it replaced; below `/masked`, so that no link can be made of it. */
  path(id: string): string;
  /** What a resource is called: its kind and a code. */
  resource(id: string): string;
}

/** Crockford's digits: none is taken for another when read out. */
const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 80 bits: no two of a tenant's resources become one. */
const identityLength = 16;

/** Pseudonyms on a secret key. */
export function pseudonyms(key: Uint8Array): Pseudonyms {
  const digest = (kind: string, text: string): Buffer => createHmac('sha256', key).update(`${kind}\0${text.toLowerCase()}`).digest();
  const letters = (kind: string, text: string, length: number): string => [...digest(kind, text).subarray(0, length)].map((byte) => digits[byte % 32]).join('');
  const code = (kind: string, text: string): string => letters(kind, text, 6);
  const identity = (kind: string, text: string): string => letters(kind, text, identityLength).toLowerCase();
  const guid = (text: string): string => {
    const hex = digest('guid', text).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  };
  const path = (id: string): string => maskedPath(id, { identity, guid });
  return { code, guid, path, resource: (id) => `${kindOf(id)} ${code('path', id)}` };
}

const pathStart = /^\/(?:subscriptions|providers)\//i;

interface PathNames {
  identity(kind: string, text: string): string;
  guid(text: string): string;
}

function maskedPath(id: string, { identity, guid }: PathNames): string {
  if (!pathStart.test(id)) return `/masked/resource/${identity('path', id)}`;
  const segments = id.split('/').slice(1);
  return `/masked/${segments.map((segment, at) => {
    const role = roleOf(segments, at);
    if (role === 'word') return segment;
    return role === 'subscription' ? guid(segment) : `${role}-${identity(role, segment)}`;
  }).join('/')}`;
}

type Role = 'word' | 'subscription' | 'rg' | 'mg' | 'name';

const subscriptionWords: ReadonlySet<string> = new Set(['subscriptions', 'resourcegroups']);

/** Words are those of the documented id shapes: `subscriptions`, `resourceGroups`, `providers`, then namespace and kind before each name. */
function roleOf(segments: readonly string[], at: number): Role {
  const names = segments.map((segment) => segment.toLowerCase());
  const provider = names.lastIndexOf('providers', at);
  if (provider < 0) {
    const before = names[at - 1];
    if (at % 2 === 0) return subscriptionWords.has(names[at] ?? '') ? 'word' : 'name';
    return before === 'subscriptions' ? 'subscription' : before === 'resourcegroups' ? 'rg' : 'name';
  }
  const place = at - provider;
  if (place < 2 || place % 2 === 0) return 'word';
  return names[at - 1] === 'managementgroups' ? 'mg' : 'name';
}

/** `virtualmachines` of `…/providers/microsoft.compute/virtualmachines/vm-1`. */
function kindOf(id: string): string {
  const segments = id.split('/').slice(1);
  const last = segments.length - 1;
  const named = pathStart.test(id) && last > 0 && roleOf(segments, last) !== 'word' && /^[a-z0-9]+$/i.test(segments[last - 1] ?? '');
  return named ? (segments[last - 1] ?? 'Resource') : 'Resource';
}
