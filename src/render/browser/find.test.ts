import { describe, expect, it } from 'vitest';
import { UserError } from '../../domain/errors.ts';
import { findBrowser } from './find.ts';
import type { Machine } from './machine.ts';

interface Sketch {
  readonly platform?: NodeJS.Platform;
  readonly environment?: Record<string, string>;
  readonly programs?: readonly string[];
  readonly folders?: Readonly<Record<string, readonly string[]>>;
  readonly versions?: Readonly<Record<string, string>>;
}

/** A machine on which nothing is installed but what the sketch says; not Linux x64, so the bundled browser does not fit. */
function machine({ platform = 'linux', environment = {}, programs = [], folders = {}, versions = {} }: Sketch): Machine {
  return {
    platform, arch: 'arm64', userId: 1000, environment,
    homeFolder: platform === 'win32' ? 'C:\\Users\\ada' : '/home/ada',
    temporaryFolder: '/nowhere/tmp',
    canRun: (path) => Promise.resolve(programs.includes(path)),
    list: (folder) => Promise.resolve(folders[folder] ?? []),
    versionOf: (path) => Promise.resolve(versions[path] ?? null),
    sharedMemory: () => Promise.resolve(null),
  };
}

const chrome = '/usr/bin/google-chrome';
const puppeteers = '/home/ada/.cache/puppeteer/chrome';
const everything: Sketch = {
  environment: { PUPPETEER_EXECUTABLE_PATH: '/opt/own/chrome', PATH: '/usr/local/bin:/usr/bin' },
  programs: ['/etc/alternatives/chrome', '/opt/own/chrome', `${puppeteers}/linux-131.0.6778.85/chrome-linux64/chrome`, chrome],
  folders: { [puppeteers]: ['linux-131.0.6778.85'] },
  versions: { [chrome]: 'Google Chrome 152.0.7933.10 ' },
};

describe('finding a browser', () => {
  it('takes the first of: configured, environment, Puppeteer, system', async () => {
    const without = (...names: readonly string[]): Sketch => ({
      ...everything,
      environment: Object.fromEntries(Object.entries(everything.environment ?? {}).filter(([name]) => !names.includes(name))),
    });
    const sources = await Promise.all([
      findBrowser(machine(everything), '/etc/alternatives/chrome'),
      findBrowser(machine(everything)),
      findBrowser(machine(without('PUPPETEER_EXECUTABLE_PATH'))),
      findBrowser(machine({ ...without('PUPPETEER_EXECUTABLE_PATH'), folders: {} })),
    ]);
    expect(sources.map((found) => found.source)).toEqual(['configured', 'environment', 'puppeteer', 'system']);
    expect(sources.at(-1)).toEqual({ executablePath: chrome, source: 'system', version: '152.0.7933.10' });
  });

  it('refuses a chosen path that cannot be run instead of quietly taking another', async () => {
    await expect(findBrowser(machine(everything), '/gone/chrome')).rejects.toThrow(/\/gone\/chrome/);
    await expect(findBrowser(machine({ ...everything, environment: { PUPPETEER_EXECUTABLE_PATH: '/gone/too' } }))).rejects.toThrow(UserError);
  });

  it('takes the newest of Puppeteer\'s, by number', async () => {
    const program = `${puppeteers}/linux-131.0.10000.2/chrome-linux64/chrome`;
    const found = await findBrowser(machine({
      programs: [program, `${puppeteers}/linux-131.0.9999.10/chrome-linux64/chrome`],
      folders: { [puppeteers]: ['linux-131.0.9999.10', 'linux-131.0.10000.2', 'linux-131.0.9999.9', '../../evil', 'linux-x'] },
    }));
    expect(found).toEqual({ executablePath: program, source: 'puppeteer', version: '131.0.10000.2' });
  });

  it('passes over a program that does not tell its version, such as a script that asks for a snap', async () => {
    const stub = '/usr/bin/chromium-browser';
    const edge = '/usr/bin/microsoft-edge';
    const found = await findBrowser(machine({ environment: { PATH: '/usr/bin' }, programs: [stub, edge], versions: { [edge]: 'Microsoft Edge 150.0.1.2' } }));
    expect(found.executablePath).toBe(edge);
  });

  it('does not look in relative entries of PATH', async () => {
    const asked: string[] = [];
    const curious = { ...machine({ environment: { PATH: ':.:bin:/usr/bin' } }), canRun: (path: string) => Promise.resolve(asked.push(path) < 0) };
    await expect(findBrowser(curious)).rejects.toThrow(UserError);
    expect(asked.every((path) => path.startsWith('/usr/bin/'))).toBe(true);
  });

  it.each([
    ['darwin', {}, '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge', { '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge': '150.0.1.2' }],
    ['win32', { LOCALAPPDATA: 'C:\\Users\\ada\\AppData\\Local' }, 'C:\\Users\\ada\\AppData\\Local\\Google\\Chrome\\Application\\chrome.exe', {}],
  ] as const)('knows where browsers are on %s', async (platform, environment, program, versions) => {
    const found = await findBrowser(machine({ platform, environment, programs: [program], versions }));
    expect(found).toMatchObject({ executablePath: program, source: 'system' });
  });

  it('names every place it looked in when there is none', async () => {
    await expect(findBrowser(machine({}))).rejects.toThrow(/PUPPETEER_EXECUTABLE_PATH is not set.*\/home\/ada\/\.cache\/puppeteer.*system.*Linux x64, not linux arm64.*Install Chrome/s);
  });
});
