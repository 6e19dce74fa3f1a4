import type { Problem } from '../domain/errors.ts';
import { UserError } from '../domain/errors.ts';
import type { Archive } from './archive.ts';
import type { Inventory } from './inventory.ts';

/** Reads everything that is on record; what cannot be read is named once a file. */
export function verifyRecord(inventory: Inventory, archive: Archive): readonly Problem[] {
  const problems = new Map<string, Problem>(inventory.problems.map((problem) => [problem.position?.file ?? problem.message, problem]));
  const attempt = (read: () => unknown): void => {
    try {
      read();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      for (const problem of error.problems) problems.set(problem.position?.file ?? problem.message, problem);
    }
  };
  for (const entry of inventory.entries) {
    attempt(() => entry.block.scores());
    attempt(() => entry.block.controls());
    attempt(() => entry.block.recommendations());
    attempt(() => archive.catalogue(entry));
    attempt(() => archive.estate(entry));
    attempt(() => archive.rows(entry));
    attempt(() => archive.notes(entry));
  }
  return [...problems.values()];
}
