import type { Entry, Inventory } from './inventory.ts';

/** What a damaged file takes with it, and what to do about it. */
export interface Loss {
  readonly lost: string;
  readonly fix: string;
}

const restore = 'Restore it from version control or a backup';

/** The loss by the kind of file (docs/data.md, Files); `file` is its path below the record's folder, with `/`. */
export function lossOf(file: string, { entries }: Pick<Inventory, 'entries'>): Loss {
  const [folder = '', year = '', month = '', name = ''] = file.split('/');
  if (folder === 'points') return name.includes('.detail-') ? detailLoss(name) : runLoss(name);
  if (folder === 'segments') return monthLoss(`${year}-${month}`, name, entries);
  if (folder === 'catalogues') return sharedLoss('names, maxima and severities of controls and recommendations', entries.filter(({ header }) => year.startsWith(header.catalogue)));
  if (folder === 'estates') return sharedLoss('names, tags and management groups of scopes', entries.filter(({ header }) => year.startsWith(header.estate)));
  if (folder === 'checkpoints') return { lost: 'nothing: it is derived', fix: 'Delete it; it is made again when a month closes' };
  return { lost: 'nothing: it only marks the folder', fix: 'Delete it if it is there; the next run writes it' };
}

function runLoss(name: string): Loss {
  return { lost: `run ${runOf(name)}: all it found`, fix: `${restore}; if there is no copy, delete it: without the run the record is whole again, and its month can be closed` };
}

function detailLoss(name: string): Loss {
  const lost = `of run ${runOf(name)}: the assessments it collected, so the state changes it saw, and owners and due dates; its scores and counts are there`;
  return { lost, fix: `${restore}; if there is no copy, leave it: the next run collects every assessment anew` };
}

function monthLoss(month: string, name: string, entries: readonly Entry[]): Loss {
  const runs = rangeOf(entries.filter((entry) => entry.month === month && entry.file === null));
  const parts: Readonly<Record<string, string>> = {
    controls: `control figures of ${runs}`,
    recommendations: `recommendation counts of ${runs}`,
    changes: `assessments that ${runs} collected, so the state changes of ${month}`,
  };
  const part = parts[name.split('-')[0] ?? ''] ?? `every run of ${month} that has no file of its own`;
  return { lost: part, fix: `${restore}; nothing else holds this month, and no run writes over it` };
}

function sharedLoss(what: string, entries: readonly Entry[]): Loss {
  return { lost: `${what} for ${rangeOf(entries)}`, fix: `${restore}; or collect again: a run writes it anew where nothing in it has changed since` };
}

function runOf(name: string): string {
  return name.split('.')[0] ?? name;
}

/** `3 runs from … to …`. */
function rangeOf(entries: readonly Entry[]): string {
  const [first, last] = [entries[0], entries.at(-1)];
  if (first === undefined || last === undefined) return 'no run on record';
  return entries.length === 1 ? `run ${first.header.runId}` : `${entries.length} runs, ${first.header.runId} to ${last.header.runId}`;
}
