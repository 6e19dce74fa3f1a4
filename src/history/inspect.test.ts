import { beforeEach, describe, expect, it } from 'vitest';
import { addDays } from '../domain/calendar.ts';
import { openRecord } from './record.ts';
import type { Inspection } from './inspect.ts';
import type { FaultyFileSystem } from './testFileSystem.ts';
import { faultyFileSystem } from './testFileSystem.ts';
import { assessment, score, snapshot } from './testSnapshots.ts';

const root = '/data';
const takenAt = (day: number): string => `${addDays('2026-10-01', day)}T12:00:00.000Z`;
const runs = Array.from({ length: 35 }, (_, day) => snapshot(takenAt(day), { scores: [score('a', day % 11)], assessments: { since: day === 0 ? null : takenAt(day - 1), rows: [assessment('a', 'vm', day % 2 === 0 ? 'Healthy' : 'Unhealthy')], deleted: [] } }));
let fileSystem: FaultyFileSystem;

beforeEach(async () => {
  fileSystem = faultyFileSystem();
  const record = await openRecord(root, { timeZone: 'UTC', fileSystem });
  for (const one of runs) await record.append(one);
  await record.close();
});

async function inspect(): Promise<Inspection> {
  return (await openRecord(root, { timeZone: 'UTC', fileSystem })).inspect();
}

describe('an inspection', () => {
  it('of a whole record looks at every file and finds nothing', async () => {
    expect(await inspect()).toEqual({ runs: 35, files: fileSystem.paths().length, damage: [], loose: [] });
  });

  it('names any damaged file, and it alone, with what is lost and what to do', async () => {
    for (const path of fileSystem.paths()) {
      const intact = Buffer.from(fileSystem.read(path));
      fileSystem.damage(path, (content) => content.slice(0, content.length / 2));
      const { damage, loose } = await inspect();
      fileSystem.damage(path, () => intact);
      expect(damage, path).toEqual([{ file: path.slice(root.length + 1), why: expect.any(String), lost: expect.stringMatching(/\w/), fix: expect.stringMatching(/^(Restore|Delete) it/) }]);
      expect(loose, path).toEqual([]);
    }
  });

  it.each([
    ['points/2026/11/20261102T120000Z.json.zst', 'run 20261102T120000Z: all it found'],
    ['points/2026/11/20261102T120000Z.detail-', 'of run 20261102T120000Z: the assessments'],
    ['segments/2026/10/scores', 'every run of 2026-10 that has no file of its own'],
    ['segments/2026/10/controls-', 'control figures of 31 runs, 20261001T120000Z to 20261031T120000Z'],
    ['segments/2026/10/changes-', 'assessments that 31 runs, 20261001T120000Z to 20261031T120000Z collected'],
    ['catalogues/', 'names, maxima and severities of controls and recommendations for 35 runs'],
    ['estates/', 'names, tags and management groups of scopes for 35 runs'],
    ['checkpoints/', 'nothing'],
    ['record.json', 'nothing'],
  ])('knows what %s takes with it', async (start, lost) => {
    const path = fileSystem.paths().find((one) => one.startsWith(`${root}/${start}`)) ?? '';
    fileSystem.damage(path, () => new Uint8Array([1]));
    expect((await inspect()).damage.map((one) => one.lost)).toEqual([expect.stringContaining(lost)]);
  });

  it('tells a missing file from a damaged one, also where only a run refers to it', async () => {
    for (const start of ['segments/2026/10/controls-', 'catalogues/', 'record.json']) {
      const path = fileSystem.paths().find((one) => one.startsWith(`${root}/${start}`)) ?? '';
      const intact = Buffer.from(fileSystem.read(path));
      fileSystem.remove(path);
      expect((await inspect()).damage).toEqual([expect.objectContaining({ file: path.slice(root.length + 1), why: 'it is missing' })]);
      fileSystem.write(path, intact);
    }
  });

  it('lists what nothing refers to, without calling it damage', async () => {
    const strange = ['points/2026/11/20261105T120000Z.detail-123456789012.json.zst', 'points/2026/11/x.json.zst.tmp-1-1', 'notes.txt', 'catalogues/abc.json.zst'];
    for (const path of strange) fileSystem.write(`${root}/${path}`, new Uint8Array([1]));
    expect(await inspect()).toMatchObject({ damage: [], loose: strange.toSorted() });
  });

  it('knows what other parts of the program keep beside the record', async () => {
    for (const folder of ['deliveries', 'resume']) fileSystem.makeFolder(`${root}/${folder}`);
    for (const path of ['deliveries/20261105T120000Z.json', 'sites.json', 'mask.key', 'resume/run.json']) fileSystem.write(`${root}/${path}`, new Uint8Array([1]));
    expect(await inspect()).toMatchObject({ damage: [], loose: [] });
  });

  it('has the advice of a newer version for its files', async () => {
    const { packDocument } = await import('./storedFile.ts');
    const path = fileSystem.paths().find((one) => one.includes('20261102T120000Z.json')) ?? '';
    fileSystem.damage(path, () => packDocument({ schema: 'secure-score/point', version: 99 }, 'quick'));
    expect((await inspect()).damage).toEqual([expect.objectContaining({ why: expect.stringContaining('version 99 is newer'), lost: 'nothing that the right version cannot read', fix: expect.stringContaining('Update secure-score') })]);
  });
});
