import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { addDays } from '../domain/calendar.ts';
import type { DayRange } from '../domain/history.ts';
import type { Cell, ExportKind } from './exportColumns.ts';
import { exportColumns, exportKinds } from './exportColumns.ts';
import type { HistoryRecord } from './record.ts';
import { openRecord } from './record.ts';
import type { FaultyFileSystem } from './testFileSystem.ts';
import { faultyFileSystem } from './testFileSystem.ts';
import { assessment, control, gap, key, scope, scopeId, score, snapshot } from './testSnapshots.ts';

const root = '/data';
const takenAt = (day: number): string => `${addDays('2026-10-20', day)}T12:00:00.000Z`;
const runs = Array.from({ length: 30 }, (_, day) => snapshot(takenAt(day), {
  scores: [score('a', day % 11), score('b', 3, { secureScore: null, weight: null })],
  scopes: [scope('a'), scope('b')],
  gaps: day === 5 ? [gap({ scopeId: scopeId('b'), cause: 'restricted', affectsScore: true })] : [],
  assessments: { since: day === 0 ? null : takenAt(day - 1), rows: [assessment('a', 'vm', day % 2 === 0 ? 'Healthy' : 'Unhealthy')], deleted: [] },
}));
let fileSystem: FaultyFileSystem;

beforeEach(async () => {
  fileSystem = faultyFileSystem();
  const record = await open();
  for (const one of runs) await record.append(one);
  await record.close();
});

function open(timeZone = 'UTC'): Promise<HistoryRecord> {
  return openRecord(root, { timeZone, fileSystem });
}

async function rows(what: ExportKind, range: Partial<DayRange> = {}, timeZone = 'UTC'): Promise<readonly Readonly<Record<string, Cell>>[]> {
  const record = await open(timeZone);
  return [...record.rows(what, range)].map((cells) => {
    expect(cells).toHaveLength(exportColumns[what].length);
    return Object.fromEntries(exportColumns[what].map(({ name }, index) => [name, cells[index] ?? null]));
  });
}

describe('an export', () => {
  it('has a row of scores for each run and scope, with numbers as stored and a reason where there are none', async () => {
    const all = await rows('scores');
    expect(all).toHaveLength(60);
    expect(all[0]).toEqual({
      runId: '20261020T120000Z', day: '2026-10-20', takenAt: '2026-10-20T12:00:00.000Z', source: 'live', complete: true, scopeId: '/subscriptions/a', scope: 'a', environment: 'Azure',
      current: 4, max: 18, ratio: 0.2222, weight: 20, graceCurrent: null, graceMax: null, graceRatio: null, missing: null,
    });
    expect(all[1]).toMatchObject({ scopeId: '/subscriptions/b', current: null, ratio: null, weight: null, missing: 'noScore' });
    expect(all[11]).toMatchObject({ complete: false, missing: 'restricted' });
  });

  it('has controls and recommendations by name', async () => {
    expect((await rows('controls')).slice(0, 2)).toEqual([
      expect.objectContaining({ scopeId: '/subscriptions/a', controlId: control.mfa, control: 'Enable MFA', current: 0, max: 10, healthy: 0, unhealthy: 10, notApplicable: 1 }),
      expect.objectContaining({ controlId: control.ports, control: null, current: 4, max: 8, ratio: 0.5, weight: 10 }),
    ]);
    expect((await rows('recommendations')).find((row) => row['key'] === key.mfa)).toMatchObject({ recommendation: 'MFA', severity: 'High', healthy: 0, unhealthy: 10, exempt: 0 });
  });

  it('has the changes that the history tells, in its order', async () => {
    const all = await rows('changes');
    const told = await (await open()).history().stateChanges('2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z');
    expect(all.map((row) => [row['at'], row['from'], row['to']])).toEqual(told.map(({ at, from, to }) => [at, from, to]));
    expect(all).toHaveLength(29);
    expect(all[0]).toMatchObject({ runId: '20261021T120000Z', from: 'Healthy', to: 'Unhealthy', atSource: 'firstSeen', recommendation: 'MFA', resource: 'vm' });
    expect((await rows('changes', { from: '2026-11-10', to: '2026-11-12' })).map((row) => row['runId'])).toEqual(['20261110T120000Z', '20261111T120000Z', '20261112T120000Z']);
  });

  it('takes days of the configured time zone, both included', async () => {
    const range = { from: '2026-10-25', to: '2026-10-26' };
    expect((await rows('scores', range)).map((row) => row['runId'])).toEqual(['20261025T120000Z', '20261025T120000Z', '20261026T120000Z', '20261026T120000Z']);
    expect((await rows('scores', range, 'Pacific/Auckland')).map((row) => row['day'])).toEqual(['2026-10-25', '2026-10-25', '2026-10-26', '2026-10-26']);
    expect((await rows('scores', { from: '2027-01-01' }))).toEqual([]);
  });

  it('leaves out what is damaged, and says so', async () => {
    fileSystem.damage(fileSystem.paths().find((path) => path.includes('/controls-')) ?? '', () => new Uint8Array([1]));
    const record = await open();
    expect(new Set([...record.rows('controls')].map((cells) => String(cells[1]).slice(0, 7)))).toEqual(new Set(['2026-11']));
    expect(record.problems().map((problem) => problem.message)).toEqual(['damaged file of the record: it does not decompress']);
    expect([...record.rows('scores')]).toHaveLength(60);
  });

  it('is documented column by column', () => {
    const documented = readFileSync(new URL('../../docs/data.md', import.meta.url), 'utf8');
    for (const what of exportKinds) {
      const table = documented.split(`\n### \`--what ${what}\`\n`)[1]?.split('\n#')[0] ?? '';
      const lines = [...table.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].map((match) => [match[1], match[2]]);
      expect(lines, what).toEqual(exportColumns[what].map(({ name, kind, about }) => [name, `${kind === 'text' ? '' : `${kind}: `}${about}`]));
    }
  });
});
