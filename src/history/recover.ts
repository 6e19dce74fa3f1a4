import { join } from 'node:path';
import { temporaryMark } from './fileSystem.ts';
import type { FileSystem } from './fileSystem.ts';
import type { Inventory } from './inventory.ts';
import { monthsIn } from './inventory.ts';
import { extension, paths } from './layout.ts';

/** Removes what a writer that was stopped left behind: temporary files, details and month parts that nothing refers to, replaced run files. */
export function recover(fileSystem: FileSystem, root: string, inventory: Inventory): void {
  for (const path of inventory.superseded) fileSystem.remove(path);
  const details = new Set(inventory.entries.map(({ header, month }) => paths.detail(root, month, header.runId, header.detail)));
  const months = monthsIn(fileSystem, join(root, 'points'));
  for (const month of months) {
    const folder = paths.pointFolder(root, month);
    for (const { name } of fileSystem.list(folder)) {
      const path = join(folder, name);
      const orphan = name.includes('.detail-') && !details.has(path) && !mayBelong(inventory, month, path);
      if (name.includes(temporaryMark) || orphan) fileSystem.remove(path);
    }
  }
  for (const month of monthsIn(fileSystem, join(root, 'segments'))) removeLooseParts(fileSystem, root, month, inventory);
  for (const folder of [root, join(root, 'catalogues'), join(root, 'estates'), paths.checkpointFolder(root)]) {
    for (const { name } of fileSystem.list(folder)) if (name.includes(temporaryMark)) fileSystem.remove(join(folder, name));
  }
}

/** Parts of a closed month that its segment does not name, unless the segment is damaged and may name them. */
export function removeLooseParts(fileSystem: FileSystem, root: string, month: string, { segments, damagedMonths }: Pick<Inventory, 'segments' | 'damagedMonths'>): void {
  const folder = paths.segmentFolder(root, month);
  const segment = segments.get(month);
  const files = segment?.document.files;
  const named = new Set(files === undefined ? [] : (['controls', 'recommendations', 'changes'] as const).map((part) => paths.segmentPart(root, month, part, files[part])));
  for (const { name } of fileSystem.list(folder)) {
    const path = join(folder, name);
    const loose = path !== paths.segment(root, month) && !named.has(path) && !damagedMonths.has(month);
    if (name.includes(temporaryMark) || loose) fileSystem.remove(path);
  }
}

/** True for the detail of a run whose own file, or whose month's segment, is damaged: it is wanted once that is restored. */
function mayBelong({ damagedRuns, damagedMonths }: Inventory, month: string, detail: string): boolean {
  return damagedMonths.has(month) || damagedRuns.includes(`${detail.slice(0, detail.lastIndexOf('.detail-'))}${extension}`);
}
