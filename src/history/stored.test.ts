import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordVersion } from './documents.ts';
import { openRecord } from './record.ts';
import { answers } from './testAnswers.ts';

/** Records as every version wrote them, with the answers they gave then. Never edited: a new version adds a folder. */
const stored = fileURLToPath(new URL('../../test/stored', import.meta.url));
const versions = readdirSync(stored).filter((name) => /^v\d+$/.test(name));

describe('stored records', () => {
  it('are there for every version', () => {
    expect(versions.sort()).toEqual(Array.from({ length: recordVersion }, (_, index) => `v${String(index + 1)}`));
  });

  it.each(versions)('of %s are read and answer as they did', async (version) => {
    const expected: unknown = JSON.parse(readFileSync(join(stored, version, 'answers.json'), 'utf8'));
    const record = await openRecord(join(stored, version, 'record'), { timeZone: 'Europe/Berlin' });
    expect(await record.verify()).toEqual([]);
    const given = {
      history: await answers(record.history(), { from: '2026-08-25', to: '2026-10-15' }),
      changes: await record.history().stateChanges('2026-06-01T00:00:00Z', '2026-11-01T00:00:00Z'),
      known: [...(await record.knownStates()).counts()].map(([scope, keys]) => [scope, [...keys]]),
      since: (await record.knownStates()).since,
      snapshots: await Promise.all(record.runs().map((run) => record.snapshot(run.runId))),
      rolledUp: record.runs().filter((run) => record.rolledUp(run.runId)).map((run) => run.runId),
    };
    expect(JSON.parse(JSON.stringify(given))).toEqual(expected);
    expect(existsSync(join(stored, version, 'record', 'lock'))).toBe(false); // reading takes no lock
  });
});
