import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { UserError } from '../domain/errors.ts';
import { emulate, type EmulateWorld } from './emulate.ts';
import { tenantWith } from './server/testTenant.ts';

let folder: string;
let world: EmulateWorld;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'emulate-'));
  world = { now: () => new Date('2026-07-01T00:00:00Z'), temporaryRoot: folder, tenantOf: async () => tenantWith({}) };
});
afterEach(() => rm(folder, { recursive: true }));

describe('emulate', () => {
  it('writes how to reach it, for its owner only, and takes it away again', async () => {
    const readyFile = join(folder, 'ready.json');
    const running = await emulate({ readyFile }, world);
    const ready = JSON.parse(await readFile(readyFile, 'utf8'));
    expect(ready).toEqual(running.ready);
    expect(ready.env).toEqual({ AZURE_TENANT_ID: running.env.AZURE_TENANT_ID, AZURE_CLIENT_ID: expect.any(String), AZURE_CLIENT_SECRET: expect.any(String) });
    expect(await readFile(ready.caFile, 'utf8')).toContain('BEGIN CERTIFICATE');
    const { resourceManager, authority, logAnalytics } = ready.endpoints;
    expect(parse(await readFile(ready.configFile, 'utf8'))).toEqual({
      title: 'Local Azure',
      azure: { endpoints: { resourceManager, authority, logAnalytics }, caFile: ready.caFile, credential: 'clientSecret' },
    });
    for (const file of [readyFile, ready.caFile, ready.configFile]) expect((await stat(file)).mode & 0o777).toBe(0o600);
    await running.close();
    expect(await readdir(folder)).toEqual([]);
  });

  it('serves a folder of tables, shown at the time as it passes', async () => {
    await writeFile(join(folder, 'resources.ndjson'), '{"id":"/a","type":"t","tenantId":"22222222-0000-4000-8000-000000000000"}\n');
    const running = await emulate({ data: folder }, { ...world, temporaryRoot: tmpdir() });
    expect(running.ready.env.AZURE_TENANT_ID).toBe('22222222-0000-4000-8000-000000000000');
    await running.close();
  });

  it('explains options that cannot be met', async () => {
    const first = await emulate({}, world);
    const port = Number(new URL(first.endpoints.authority).port);
    await expect(emulate({ port }, world)).rejects.toThrow(`port ${port} cannot be used (EADDRINUSE)`);
    await first.close();
    await expect(emulate({ data: folder, tenant: 'demo' }, world)).rejects.toThrow(UserError);
    await expect(emulate({ readyFile: join(folder, 'no', 'ready.json') }, world)).rejects.toThrow('ready file cannot be written');
    expect(await readdir(folder)).toEqual([]);
  });
});
