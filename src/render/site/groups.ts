import { join } from 'node:path';
import type { Disk } from './disk.ts';
import { manifestSchema, type Manifest } from './manifest.ts';
import { checkedPath } from './names.ts';
import { siteFiles, type SiteFile } from './runRecord.ts';

/** Folder of the groups' sites below a site. */
export const groupsFolder = 'groups';

const manifestName = 'manifest.json';

/** The site of a group, inside the whole site: it holds nothing of the others and links to nothing outside itself. */
export interface GroupSite {
  /** Below the whole site, e.g. `groups/payments`. */
  readonly folder: string;
  readonly manifest: Manifest;
  /** All its files by their path in the whole site. */
  readonly files: readonly SiteFile[];
}

/** Sites of groups on disk, by title; one without a manifest of this version is not published. */
export async function readGroupSites(siteDir: string, disk: Disk): Promise<readonly GroupSite[]> {
  const sites: GroupSite[] = [];
  for (const name of await disk.names(join(siteDir, groupsFolder))) {
    const bytes = await disk.read(join(siteDir, groupsFolder, name, manifestName));
    const manifest = bytes === null ? null : parsed(bytes);
    if (bytes === null || manifest === null) continue;
    const folder = checkedPath(`${groupsFolder}/${name}`);
    const files = [...manifest.public, ...siteFiles(new Map([[manifestName, bytes]]))];
    sites.push({ folder, manifest, files: files.map((file) => ({ ...file, path: `${folder}/${file.path}` })) });
  }
  return sites.toSorted((one, other) => one.manifest.title.localeCompare(other.manifest.title, 'en'));
}

function parsed(bytes: Uint8Array): Manifest | null {
  try {
    const found = manifestSchema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return found.success ? found.data : null;
  } catch {
    return null;
  }
}
