import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from './program.ts';
import type { Terminal } from './terminal.ts';

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const never = new AbortController().signal;

/** The command line in this process, in a folder of its own. */
async function say(args: readonly string[], { env = {}, cwd = mkdtempSync(join(tmpdir(), 'secure-score-cli-')) }: { env?: Terminal['env']; cwd?: string } = {}): Promise<Said> {
  const said = { out: '', err: '' };
  const terminal: Terminal = {
    out: (text) => { said.out += text; }, err: (text) => { said.err += text; },
    interactive: false, colors: false, env, cwd, now: () => new Date('2026-11-21T06:00:00Z'),
  };
  const code = await runCommandLine(args, terminal, never);
  return { code, ...said };
}

function folderWith(config: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'secure-score-cli-'));
  writeFileSync(join(folder, 'config.yaml'), config);
  return folder;
}

/** The program as a user starts it. */
function start(args: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = tmpdir()): Promise<Said> {
  return new Promise((resolve) => {
    execFile(process.execPath, [new URL('main.ts', import.meta.url).pathname, ...args], { cwd, env: { PATH: process.env['PATH'] ?? '', ...env } }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}

describe('the command line', () => {
  it('has help with examples, exit codes and the global flags of every command', async () => {
    const { code, out, err } = await say(['--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const words of ['Examples:', 'Exit codes:', 'doctor', '--log-format', 'a gate failed']) expect(out).toContain(words);
    expect((await say(['run', '--help'])).out).toMatch(/--only[^]*Global Options:[^]*--config/);
  });

  it('ends with 2 for what it does not know, on stderr', async () => {
    expect(await say(['rnu'])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('Did you mean run?') });
    expect(await say(['run', '--confg', 'x'])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('--config') });
    expect((await say([])).code).toBe(2);
  });

  it.each([['yesterday'], ['2026-11-21T06:00'], ['2026-02-30'], ['2026-02-30T00:00:00Z']])('ends with 2 for the time %s', async (time) => {
    expect(await say(['validate', '--now', time])).toMatchObject({ code: 2, err: expect.stringContaining('Give a day') });
  });

  it('refuses parts that are not, and parts both named and skipped', async () => {
    expect((await say(['run', '--only', 'xls'])).err).toContain('Choose from collect, html, pdf, xlsx, csv, json, singleFile, publish, email.');
    expect((await say(['run', '--only', 'pdf', '--skip', 'html'])).code).toBe(2);
    expect(await say(['run', '--skip', 'collect,html,pdf,xlsx,csv,json'])).toMatchObject({ code: 2, err: 'nothing is left to do. Skip fewer parts.\n' });
  });

  it('tells every fault of the config on a line of its own, without a stack', async () => {
    const { code, err } = await say(['validate'], { cwd: folderWith('tilte: x\nreport: { target: 400 }') });
    expect(code).toBe(2);
    expect(err).toBe('config.yaml:1:1 tilte: unknown key "tilte". Did you mean "title"?\nconfig.yaml:2:19 report.target: must be at most 100, not 400\n');
  });

  it('tells faults as JSON, with their places', async () => {
    const { err } = await say(['validate', '--log-format', 'json'], { cwd: folderWith('tilte: x') });
    expect(JSON.parse(err)).toEqual({ time: '2026-11-21T06:00:00.000Z', level: 'error', message: 'unknown key "tilte"', file: 'config.yaml', line: 1, column: 1, path: 'tilte', fix: 'Did you mean "title"?' });
  });

  it('calls anything else a bug, with its stack and exit code 1', async () => {
    const terminal: Terminal = { out: () => { throw new TypeError('torn'); }, err: () => {}, interactive: false, colors: false, env: {}, cwd: tmpdir(), now: () => new Date(0) };
    let told = '';
    expect(await runCommandLine(['schema'], { ...terminal, err: (text) => { told += text; } }, never)).toBe(1);
    expect(told).toMatch(/^This is a bug in secure-score\.[^]*TypeError: torn\n {4}at /);
  });

  it('never prints a secret of the environment, in whatever form it comes', async () => {
    const secret = 'p"w/d Ω1';
    const env = { AZURE_CLIENT_SECRET: secret, AZURE_FEDERATED_TOKEN_FILE: '/tmp/token' };
    const cwd = folderWith(`title: ${JSON.stringify(secret)}\nreport: { period: ${JSON.stringify(secret)} }`);
    for (const format of ['text', 'json']) {
      const { err } = await say(['validate', '--log-format', format], { env, cwd });
      expect(err).toContain('***');
      expect(err).not.toContain('w/d');
    }
    expect((await say([`--${secret}`], { env })).err).not.toContain(secret);
    expect((await say(['validate', '--config', '/tmp/token'], { env })).err).toContain('/tmp/token');
  });

  it('shows no control characters of foreign text', async () => {
    const { err } = await say(['validate'], { cwd: folderWith('"\\e]0;owned\\a\\u202e": 1') });
    expect(err).not.toMatch(/[\u001b\u0007\u202e]/);
  });

  it('has flags that beat config, and config that beats the defaults', async () => {
    const cwd = folderWith('outputDir: from-config');
    const plan = async (...flags: string[]): Promise<string> => (await say(['run', '--dry-run', ...flags], { cwd })).out;
    expect(await plan()).toContain(join(cwd, 'from-config/data'));
    expect(await plan('--out', 'from-flag')).toContain(join(cwd, 'from-flag/data'));
    expect(await plan('--skip', 'collect,pdf')).toBe(`Would read the latest run in ${join(cwd, 'from-config/data')}.\nWould write report.html, report.xlsx, csv, report.json below ${join(cwd, 'from-config/site')}.\n`);
    expect((await say(['run', '--dry-run'])).out).toContain('everything the identity can read');
  });

  it('takes SOURCE_DATE_EPOCH for a clock, if it is one', async () => {
    expect(await say(['validate'], { env: { SOURCE_DATE_EPOCH: 'now' } })).toMatchObject({ code: 2, err: expect.stringContaining('Give whole seconds since 1970') });
    expect((await say(['validate'], { env: { SOURCE_DATE_EPOCH: '1700000000' } })).code).toBe(0);
  });

  it('prints schemas', async () => {
    const { out } = await say(['schema']);
    expect(JSON.parse(out)).toMatchObject({ title: 'secure-score config.yaml' });
    expect(out).toBe(readFileSync(new URL('../../config.schema.json', import.meta.url), 'utf8'));
    expect((await say(['schema', '--report'])).out).toContain('"title": "Secure score report"');
  });

  it('writes a first config that is valid, and does not write over one', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'secure-score-cli-'));
    expect(await say(['init'], { cwd })).toMatchObject({ code: 0, out: expect.stringContaining('config.yaml and config.schema.json') });
    expect(await say(['validate'], { cwd })).toMatchObject({ code: 0, out: 'config.yaml is valid.\n' });
    expect(await say(['init'], { cwd })).toMatchObject({ code: 2, err: expect.stringContaining('config.yaml: is there already') });
    expect((await say(['init', '--force'], { cwd })).code).toBe(0);
  });

  it('asks for a run before it renders one', async () => {
    expect(await say(['render', '--quiet'])).toMatchObject({ code: 2, err: expect.stringMatching(/^no run on record in .*Collect one with/) });
  });
});

describe('the program', () => {
  it('prints its version, and nothing on stderr', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await start(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  it('ends with the exit code of a UserError', async () => {
    expect(await start(['validate', '--config', 'none.yaml'])).toEqual({ code: 2, out: '', err: 'none.yaml: no such file. Name an existing file with --config, or write one with "secure-score init".\n' });
  });

  it('loads no Azure SDK, charts, browser or terminal drawing to validate', async () => {
    const tracer = 'import{registerHooks}from"node:module";registerHooks({resolve(s,c,n){const r=n(s,c);if(r.url.includes("node_modules"))process.stderr.write(r.url.split("node_modules/").pop().split("/").slice(0,2).join("/")+"\\n");return r}})';
    const { err, code } = await start(['validate'], { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(tracer)}` });
    expect(code).toBe(0);
    expect(err).toContain('yaml/');
    expect(err).not.toMatch(/azure|vega|puppeteer|listr2|kusto|handlebars/);
  });

  it('stops at Ctrl-C with 130, its local Azure closed', async () => {
    const { spawn } = await import('node:child_process');
    const child = spawn(process.execPath, [new URL('main.ts', import.meta.url).pathname, 'emulate', '--tenant', 'demo', '--log-format', 'json'], { stdio: ['ignore', 'pipe', 'ignore'], cwd: tmpdir() });
    const ready: string = await new Promise((resolve) => { child.stdout.once('data', (bytes) => resolve(String(bytes))); });
    expect(JSON.parse(ready)).toMatchObject({ endpoints: { resourceManager: expect.stringMatching(/^https:\/\/127\.0\.0\.1:/) } });
    child.kill('SIGINT');
    expect(await new Promise((resolve) => { child.once('close', resolve); })).toBe(130);
  });
});
