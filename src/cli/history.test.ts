import { existsSync, mkdtempSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openRecord } from '../history/index.ts';
import { score, snapshot } from '../history/testSnapshots.ts';
import { runCommandLine } from './program.ts';

let cwd: string;

beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'secure-score-history-'));
  const record = await openRecord(join(cwd, 'reports/data'), { timeZone: 'UTC', durability: 'bulk' });
  for (const [index, healthy] of [2, 5, 5].entries()) await record.append(snapshot(`2026-11-1${index}T06:00:00.000Z`, { scores: [score('a', healthy), score('b', 8)] }));
  await record.close();
});

async function say(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const said = { out: '', err: '' };
  const terminal = { out: (text: string) => { said.out += text; }, err: (text: string) => { said.err += text; }, interactive: false, colors: false, env: {}, cwd, now: () => new Date('2026-11-21T06:00:00Z') };
  const code = await runCommandLine(['history', ...args], terminal, new AbortController().signal);
  return { code, ...said };
}

function tear(part: string): string {
  const name = readdirSync(join(cwd, 'reports/data'), { recursive: true }).map(String).find((path) => path.includes(part)) ?? '';
  truncateSync(join(cwd, 'reports/data', name), 40);
  return name;
}

describe('history', () => {
  it('verify is 0 when all is whole, and 2 with names, losses and advice when not', async () => {
    expect(await say('verify')).toMatchObject({ code: 0, out: expect.stringMatching(/: 3 runs, 9 files, all whole\.\n$/) });
    const torn = tear('20261111T060000Z.json.zst');
    const { code, out } = await say('verify');
    expect(code).toBe(2);
    expect(out).toContain(`1 of 9 files damaged; 2 runs can be read.\n${torn}: it does not decompress\n  lost: run 20261111T060000Z: all it found.\n  to do: Restore it`);
    expect(JSON.parse((await say('verify', '--log-format', 'json')).out)).toMatchObject({ runs: 2, damage: [{ file: torn }] });
  });

  it('list shows the score a report of the run shows', async () => {
    const { out } = await say('list', '--from', '2026-11-11');
    expect(out.split('\n').map((line) => line.replaceAll('\u00a0', ' '))).toEqual([
      'run               day          score  coverage  complete  source',
      '20261111T060000Z  2026-11-11  58.3 %   100.0 %  yes       live',
      '20261112T060000Z  2026-11-12  58.3 %   100.0 %  yes       live',
      '',
    ]);
  });

  it('export writes nothing but rows to stdout, and with a file a whole one or none', async () => {
    const { code, out, err } = await say('export', '--to', '2026-11-10');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\r\n')).toEqual([expect.stringMatching(/^runId,day,/), expect.stringContaining(',/subscriptions/a,a,Azure,6,18,'), expect.stringContaining('/subscriptions/b'), '']);
    expect((await say('export', '--what', 'controls', '--format', 'ndjson', '--file', 'x.ndjson')).out).toBe('');
    expect(readFileSync(join(cwd, 'x.ndjson'), 'utf8').trimEnd().split('\n')).toHaveLength(12);
    expect(await say('export', '--file', 'none/x.csv')).toMatchObject({ code: 2, err: expect.stringContaining('cannot be written') });
    expect(readdirSync(cwd).toSorted()).toEqual(['reports', 'x.ndjson']);
  });

  it('export is 4 when damage leaves rows out, and names the file', async () => {
    const torn = tear('20261111T060000Z.json.zst');
    expect(await say('export')).toMatchObject({ code: 4, err: expect.stringContaining(torn) });
  });

  it('refuses days that are none or the wrong way round, and a folder without a record', async () => {
    expect(await say('export', '--from', '2026-11-31')).toMatchObject({ code: 2, err: expect.stringContaining('Give a day') });
    expect(await say('list', '--from', '2026-11-12', '--to', '2026-11-11')).toMatchObject({ code: 2, err: expect.stringContaining('is after') });
    expect(await say('verify', '--out', 'elsewhere')).toMatchObject({ code: 2, err: expect.stringContaining('no record in') });
    expect(existsSync(join(cwd, 'elsewhere'))).toBe(false);
  });
});
