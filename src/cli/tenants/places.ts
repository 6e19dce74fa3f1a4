import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import type { Config } from '../../domain/config.ts';
import type { Problem } from '../../domain/errors.ts';

/** A tenant with its config read. */
export interface ReadTenant {
  readonly name: string;
  readonly config: Config;
  /** Environment variables that its config names for secrets. */
  readonly secretNames: readonly string[];
}

interface Place {
  /** Parts of a path from the widest: a place lies in another when it begins with all of the other's parts. */
  readonly parts: readonly string[];
  readonly words: string;
}

/** What two tenants would share: folders, targets and secrets, each as a fault that names both. Paths are compared without case, since many file systems do. */
export function sharedBetween(tenants: readonly ReadTenant[]): readonly Problem[] {
  const all = tenants.map((tenant) => ({ ...tenant, places: placesOf(tenant.config) }));
  return all.flatMap((one, index) => all.slice(index + 1).flatMap((other) => [
    ...one.places.flatMap((place) => other.places.filter((its) => within(place, its) || within(its, place)).map((its): Problem => ({
      message: `${one.name} and ${other.name} share a place: ${place.words} and ${its.words}`, fix: 'Give each tenant places of its own, none inside another.',
    }))),
    ...one.secretNames.filter((name) => other.secretNames.includes(name)).map((name): Problem => ({
      message: `${one.name} and ${other.name} both take a secret from ${name}`, fix: 'Give each tenant a variable of its own.',
    })),
  ]));
}

function placesOf({ outDir, publish }: Config): readonly Place[] {
  const out = folder(outDir, `outputDir ${outDir}`);
  return [out, ...publish.map((target): Place => {
    if (target.type === 'directory') return folder(target.path, `directory ${target.path}`);
    if (target.type === 'git') return { parts: ['git', target.remote.replace(/\.git\/*$|\/+$/, '').toLowerCase(), target.branch, ...inner(target.folder)], words: `git ${target.remote} ${target.branch} ${target.folder}`.trimEnd() };
    return { parts: ['blob', target.endpoint.toLowerCase(), target.container, ...inner(target.prefix)], words: `azureBlob ${target.endpoint}/${target.container}/${target.prefix}` };
  })];
}

function folder(path: string, words: string): Place {
  return { parts: ['folder', ...real(path).toLowerCase().split(sep)], words };
}

function inner(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '');
}

/** The path with links followed, as far as it exists. */
function real(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  return dirname(path) === path ? path : join(real(dirname(path)), basename(path));
}

function within(inside: Place, outside: Place): boolean {
  return outside.parts.every((part, index) => inside.parts[index] === part || (part === '' && index === outside.parts.length - 1));
}
