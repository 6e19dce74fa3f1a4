import { randomUUID } from 'node:crypto';
import { access, constants, copyFile, link, lstat, mkdir, open, readdir, readFile, readlink, realpath, rename, rm, rmdir, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { UserError } from '../../domain/errors.ts';
import type { DirectoryTarget } from '../../domain/delivery.ts';
import { DeliveryError } from '../outcomes.ts';
import { runFolderOf, type PublishStep, type TargetState } from '../plan.ts';
import { manifestName, parseManifest, sha256Of, type Site } from '../site.ts';
import { checked, fine, missing, type DeliveryCheck } from '../checks.ts';
import { changeWords, type Publisher } from './publisher.ts';

/**
 * A folder that is switched over in one step: the path is a symbolic link to a release beside it, and publishing makes
 * a new release (unchanged files are hard links) and renames a new link over the old one. The release before stays for
 * readers who are in the middle of it; older ones go.
 */
export function directoryPublisher({ path }: DirectoryTarget, outDir: string): Publisher {
  return {
    target: `directory ${path}`,
    publicAllowed: true,
    inspect: (site) => inspect(path, outDir, site).catch((error: unknown) => { throw asDeliveryError(error, path); }),
    publish: async (step, site) => {
      await switchOver(path, step, site);
      return changeWords(step);
    },
    examine: () => checked(() => examine(path, outDir).catch((error: unknown) => { throw asDeliveryError(error, path); })),
    close: async () => {},
  };
}

const unknown = { exposure: 'unknown', exposureReason: 'whether a server shows this folder to strangers cannot be seen from here' } as const;

async function inspect(path: string, outDir: string, site: Site): Promise<TargetState> {
  await refuseOwnFolders(path, outDir);
  return { ...unknown, ...((await isPublished(path)) ? await releaseState(path, site) : { files: new Map(), siteId: null }) };
}

/** True where a release of ours is shown, false where there is nothing yet. @throws UserError where something else is. */
async function isPublished(path: string): Promise<boolean> {
  const found = await lstat(path).catch(nullWhenMissing);
  if (found === null) return false;
  if (found.isSymbolicLink() && isRelease(path, await readlink(path))) return true;
  if (found.isDirectory() && (await readdir(path)).length === 0) return false;
  throw new UserError({ message: `${path} holds something that was not published by this program`, fix: 'Name a folder that does not exist yet, or an empty one.' });
}

/** A release is made beside the path, so it is the folder above that must let us write. */
async function examine(path: string, outDir: string): Promise<readonly DeliveryCheck[]> {
  await refuseOwnFolders(path, outDir);
  const published = await isPublished(path);
  const above = await nearest(dirname(path));
  const refused = await access(above, constants.W_OK | constants.X_OK).then(() => null, (error: unknown) => refusalWords(error) ?? 'the system refuses');
  if (refused !== null) return [missing(`${above} cannot be written: ${refused}`, 'Let this user write there (a new release is made beside the folder), or name another folder.')];
  return [fine(`${path} can be written, ${published ? 'and holds a site of this program' : 'and is free'}; ${unknown.exposureReason}`)];
}

/** The record must not end up in a web server's folder, nor a site in the record. */
async function refuseOwnFolders(path: string, outDir: string): Promise<void> {
  const own = await settled(outDir);
  const place = join(await settled(dirname(path)), basename(path));
  if (place !== own && !place.startsWith(own + sep) && !own.startsWith(place + sep)) return;
  throw new UserError({ message: `${path} and the output folder ${outDir} lie inside each other`, fix: 'Publish to a folder outside it.' });
}

/** Where a path leads, links followed as far as there are any. */
async function settled(path: string): Promise<string> {
  const there = await nearest(path);
  return join(await realpath(there), relative(there, path));
}

async function nearest(folder: string): Promise<string> {
  return (await lstat(folder).catch(nullWhenMissing)) === null && dirname(folder) !== folder ? nearest(dirname(folder)) : folder;
}

/** Files there by the manifest there and by the site's, hashed: what somebody changed or removed is published again. */
async function releaseState(path: string, site: Site): Promise<Pick<TargetState, 'files' | 'siteId'>> {
  const manifest = await readFile(join(path, manifestName)).then(parseManifest).catch(nullWhenMissing);
  const files = new Map<string, string>();
  const names = new Set([...(manifest?.public ?? []), ...site.files].map((file) => file.path));
  for (const name of names) {
    const bytes = await readFile(join(path, name)).catch(nullWhenMissing);
    if (bytes !== null) files.set(name, sha256Of(bytes));
  }
  // Runs of earlier publications that the manifest there does not know any more; a release holds nothing but files of ours.
  for (const name of await filesOf(path)) if (runFolderOf(name) !== null && !files.has(name)) files.set(name, '');
  return { files, siteId: manifest?.id ?? null };
}

/** Paths of all files below a folder, `/` between parts. */
async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

async function switchOver(path: string, { upload, stay }: PublishStep, site: Site): Promise<void> {
  const parent = dirname(path);
  await mkdir(parent, { recursive: true });
  const before = await readlink(path).then((target) => resolve(parent, target), () => null);
  await removeLeftovers(path, before);
  const release = join(parent, `${releasePrefix(path)}${randomUUID().slice(0, 12)}`);
  const differing = new Set(upload.map((file) => file.path));
  try {
    for (const file of site.files) {
      const place = join(release, ...file.path.split('/'));
      await mkdir(dirname(place), { recursive: true });
      if (differing.has(file.path) || before === null) await writeSynced(place, await site.read(file));
      else await linkOrCopy(join(before, ...file.path.split('/')), place);
    }
    for (const earlier of before === null ? [] : stay) {
      const place = join(release, ...earlier.split('/'));
      await mkdir(dirname(place), { recursive: true });
      await linkOrCopy(join(before ?? '', ...earlier.split('/')), place);
    }
    await replaceLink(path, release);
  } catch (error) {
    await rm(release, { recursive: true, force: true });
    throw asDeliveryError(error, path);
  }
  await removeReleases(path, [release, before]);
}

/** Renaming a link over a link is one step; an empty folder in its place is removed first. Windows knows only the second way. */
async function replaceLink(path: string, release: string): Promise<void> {
  const found = await lstat(path).catch(nullWhenMissing);
  if (found?.isDirectory() === true) await rmdir(path);
  const windows = process.platform === 'win32';
  const unfinished = join(dirname(path), `${releasePrefix(path)}link-${randomUUID().slice(0, 8)}`);
  await symlink(windows ? release : basename(release), unfinished, windows ? 'junction' : 'dir');
  if (windows) await rm(path, { force: true, recursive: false }).catch(() => {});
  await rename(unfinished, path).catch(async (error: unknown) => {
    await rm(unfinished, { force: true });
    throw error;
  });
}

/** Releases of this path that no link shows any more, but for the one shown last. */
async function removeReleases(path: string, kept: readonly (string | null)[]): Promise<void> {
  const parent = dirname(path);
  for (const name of await readdir(parent)) {
    const place = join(parent, name);
    if (name.startsWith(releasePrefix(path)) && !kept.includes(place)) await rm(place, { recursive: true, force: true });
  }
}

/** What a publisher that was stopped left behind: everything but the release that is shown and the one before it. */
async function removeLeftovers(path: string, shown: string | null): Promise<void> {
  const parent = dirname(path);
  for (const name of await readdir(parent)) {
    const place = join(parent, name);
    if (!name.startsWith(releasePrefix(path)) || place === shown) continue;
    const whole = (await lstat(join(place, manifestName)).catch(() => null)) !== null;
    if (!whole) await rm(place, { recursive: true, force: true });
  }
}

function releasePrefix(path: string): string {
  return `.${basename(path)}.release-`;
}

function isRelease(path: string, target: string): boolean {
  return dirname(resolve(dirname(path), target)) === dirname(path) && basename(target).startsWith(releasePrefix(path));
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o644);
  await file.writeFile(bytes).then(() => file.sync()).finally(() => file.close());
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  await link(from, to).catch(() => copyFile(from, to));
}

const refusals: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full', EDQUOT: 'the quota of the disk is used up', EROFS: 'the file system is read-only',
  EACCES: 'this user may not write there', EPERM: 'this user may not write there', EBUSY: 'the folder is a mount point or in use',
};

function refusalWords(error: unknown): string | null {
  return refusals[codeOf(error)] ?? null;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function asDeliveryError(error: unknown, path: string): unknown {
  const why = refusalWords(error);
  if (why === null) return error;
  const fix = codeOf(error) === 'EBUSY' ? 'Name a folder below it.' : 'Mend that and publish again; readers still see the site before.';
  return new DeliveryError(`${path} cannot be written: ${why}`, { fix, cause: error });
}

function nullWhenMissing(error: unknown): null {
  if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return null;
  throw error;
}
