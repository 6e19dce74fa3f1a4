import { join } from 'node:path';
import { UserError } from '../../domain/errors.ts';
import { bundledChromium } from './bundled.ts';
import { thisMachine, type Machine } from './machine.ts';
import { puppeteerBrowsers, systemBrowsers } from './places.ts';

/** Where a browser came from, in the order they are tried. */
export type BrowserSource = 'configured' | 'environment' | 'puppeteer' | 'system' | 'bundled';

/** A browser that can be started. */
export interface FoundBrowser {
  /** Absolute path. */
  readonly executablePath: string;
  readonly source: BrowserSource;
  /** As far as known without starting it, e.g. `153.0.8010.0`; null: not known. */
  readonly version: string | null;
}

/**
 * The browser to print with: the configured path, else PUPPETEER_EXECUTABLE_PATH, else a Chrome that Puppeteer has
 * installed, else one of the system, else the Chromium in the npm package. A path that somebody chose and that cannot
 * be run is an error rather than a reason to look on: the reader would not learn that the choice had no effect.
 */
export async function findBrowser(machine: Machine = thisMachine(), configured: string | null = null): Promise<FoundBrowser> {
  const fromEnvironment = machine.environment['PUPPETEER_EXECUTABLE_PATH'];
  if (configured !== null && configured !== '') return chosen(machine, configured, 'configured', 'the configured browser');
  if (fromEnvironment !== undefined && fromEnvironment !== '') return chosen(machine, fromEnvironment, 'environment', 'PUPPETEER_EXECUTABLE_PATH');
  return (await installedByPuppeteer(machine)) ?? (await ofTheSystem(machine)) ?? (await fromPackage(machine));
}

async function chosen(machine: Machine, executablePath: string, source: BrowserSource, what: string): Promise<FoundBrowser> {
  if (await machine.canRun(executablePath)) return { executablePath, source, version: null };
  throw new UserError({
    message: `${what} is not a program that can be run: ${executablePath}`,
    fix: 'Give the path of a Chrome, Chromium or Edge executable, or leave it out to have one found',
  });
}

async function installedByPuppeteer(machine: Machine): Promise<FoundBrowser | null> {
  for (const { executablePath, version } of await puppeteerBrowsers(machine)) {
    if (await machine.canRun(executablePath)) return { executablePath, source: 'puppeteer', version };
  }
  return null;
}

/** Asked for its version, since some systems put a script in the place of a browser that is not there (Ubuntu's `chromium-browser`). */
async function ofTheSystem(machine: Machine): Promise<FoundBrowser | null> {
  for (const executablePath of systemBrowsers(machine)) {
    if (!(await machine.canRun(executablePath))) continue;
    // On Windows a browser asked for its version opens a window.
    if (machine.platform === 'win32') return { executablePath, source: 'system', version: null };
    const version = /\d+(?:\.\d+){2,3}/.exec((await machine.versionOf(executablePath)) ?? '');
    if (version !== null) return { executablePath, source: 'system', version: version[0] };
  }
  return null;
}

async function fromPackage(machine: Machine): Promise<FoundBrowser> {
  const bundled = await bundledChromium(machine);
  if ('executablePath' in bundled) return { ...bundled, source: 'bundled' };
  throw new UserError({
    message: `no browser to make PDF files with: PUPPETEER_EXECUTABLE_PATH is not set, no Chrome in ${join(machine.homeFolder, '.cache', 'puppeteer')}, no Chrome, Chromium or Edge on this system, and ${bundled.reason}`,
    fix: 'Install Chrome, Chromium or Edge, set PUPPETEER_EXECUTABLE_PATH to one, or leave pdf out of report.formats',
  });
}
