import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../domain/errors.ts';
import { loadDataTenant } from './dataTenant.ts';

const noon = new Date('2026-06-30T12:00:00Z');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'data-tenant-'));
});
afterEach(() => rm(folder, { recursive: true }));

const write = (name: string, ...lines: string[]): Promise<void> => writeFile(join(folder, name), lines.join('\n'));
const score = (time: string): string => JSON.stringify({ TimeGenerated: time, CurrentScore: 1 });

async function problemsOf(path: string): Promise<UserError> {
  const error = await loadDataTenant(path, noon).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

describe('loadDataTenant', () => {
  it('reads tables as they stand and takes missing ones for empty', async () => {
    await write('securityresources.ndjson', '\uFEFF{"id":"/a","type":"t","tenantId":"11111111-0000-4000-8000-000000000000"}', '', '{"id":"/b","type":"t"}\r');
    const tenant = await loadDataTenant(folder, noon);
    expect(tenant.tenantId).toBe('11111111-0000-4000-8000-000000000000');
    expect(tenant.defaultNow).toEqual(noon);
    expect(tenant.rows('securityresources', new Date(0)).map((row) => row['id'])).toEqual(['/a', '/b']);
    expect(tenant.rows('resources', noon)).toEqual([]);
  });

  it('shows log rows up to the moment asked for, in time order, as the same array while none joins', async () => {
    await write('SecureScores.ndjson', score('2026-06-30T00:00:00.1234567Z'), score('2026-06-29T00:00:00Z'), score('2026-07-01T00:00:00Z'));
    const tenant = await loadDataTenant(folder, noon);
    const shown = tenant.rows('SecureScores', noon);
    expect(shown.map((row) => row['TimeGenerated'])).toEqual(['2026-06-29T00:00:00Z', '2026-06-30T00:00:00.1234567Z']);
    expect(tenant.rows('SecureScores', new Date('2026-06-30T13:00:00Z'))).toBe(shown);
    expect(tenant.rows('SecureScores', new Date('2026-07-01T00:00:00Z'))).toHaveLength(3);
    expect(tenant.rows('SecureScores', new Date('2026-06-28T00:00:00Z'))).toEqual([]);
  });

  it('names file and line of every bad row at once', async () => {
    await write('securityresources.ndjson', '{"id":"/a","type":"t"}', '{"id":', '[1]', '{"id":"/a"}');
    await write('SecureScores.ndjson', '{"TimeGenerated":"yesterday"}');
    const { problems } = await problemsOf(folder);
    const places = problems.map(({ position, message }) => [position?.file?.slice(folder.length + 1), position?.line, message.split(':')[0]]);
    expect(places.toSorted()).toEqual([
      ['SecureScores.ndjson', 1, 'row has no time in TimeGenerated'],
      ['securityresources.ndjson', 2, 'line is not JSON'],
      ['securityresources.ndjson', 3, 'line is not a JSON object'],
      ['securityresources.ndjson', 4, 'row has no text in type'],
    ]);
  });

  it('refuses a folder that is not there and a table that is none', async () => {
    expect((await problemsOf(join(folder, 'nowhere'))).message).toContain('folder of tables cannot be read');
    await write('secureresources.ndjson', '{}');
    expect((await problemsOf(folder)).message).toContain('no table has this name: secureresources.ndjson');
  });

  it('names a table that cannot be read', async () => {
    await mkdir(join(folder, 'resources.ndjson'));
    const { message, problems } = await problemsOf(folder);
    expect(message).toContain('table cannot be read');
    expect(problems[0]?.position?.file).toBe(join(folder, 'resources.ndjson'));
  });
});
