import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Browser } from 'puppeteer';
import { UserError } from '../../domain/errors.ts';
import { fontConfiguration } from './bundled.ts';
import type { FoundBrowser } from './find.ts';
import { browserFlags, type Network } from './flags.ts';
import type { Machine } from './machine.ts';
import { removeLeftovers } from './leftovers.ts';
import { privateFolders } from './privateFolder.ts';

/** A started browser process with its profile. */
export interface Launched {
  readonly browser: Browser;
  readonly sandbox: boolean;
  /** What a reader should know about how it was started, e.g. why the sandbox is off. */
  readonly notes: readonly string[];
  /** Closes the browser, or ends its process when it does not answer within 5 s, and removes its profile. */
  close(): Promise<void>;
}

interface Attempt {
  readonly sandbox: boolean;
  readonly ownLibraries: boolean;
  readonly notes: readonly string[];
}

const startTimeout = 30_000;
const closeTimeout = 5_000;

/** Starts the browser; where it will not, finds out why and mends what can be mended: no user namespaces, libraries missing. */
export async function launchBrowser(found: FoundBrowser, machine: Machine, network: Network): Promise<Launched> {
  const root = machine.platform === 'linux' && machine.userId === 0;
  let attempt: Attempt = { sandbox: !root, ownLibraries: false, notes: root ? [rootNote] : [] };
  const [privateFolder] = await privateFolders(machine);
  if (privateFolder !== undefined) await removeLeftovers(privateFolder, Date.now());
  for (;;) {
    const profileFolder = await mkdtemp(join(privateFolder ?? machine.temporaryFolder, `profile-${process.pid}-`));
    try {
      return await start(found, machine, network, attempt, profileFolder);
    } catch (error) {
      const complaint = await complaintOf(found, machine, network, attempt, profileFolder);
      await removeFolder(profileFolder);
      const next = nextAttempt(found, attempt, complaint);
      if (next === null) throw notStarted(found, complaint, error);
      attempt = next;
    }
  }
}

const rootNote = 'the browser runs without its sandbox because this process is root; run as another user to have it on';
const namespaceNote = 'the browser runs without its sandbox because this system gives users no namespaces; allow them (sysctl kernel.unprivileged_userns_clone=1, kernel.apparmor_restrict_unprivileged_userns=0) to have it on';
const libraryNote = 'the browser runs with the libraries that came with it, since the system lacks some';

async function start(found: FoundBrowser, machine: Machine, network: Network, attempt: Attempt, profileFolder: string): Promise<Launched> {
  // Loaded when needed: the commands that print nothing start faster.
  const { launch } = await import('puppeteer');
  const browser = await launch({
    executablePath: found.executablePath,
    ignoreDefaultArgs: true,
    args: [...(await browserFlags(machine, { sandbox: attempt.sandbox, network, profileFolder }))],
    env: browserEnvironment(found, machine, attempt),
    pipe: true,
    timeout: startTimeout,
    protocolTimeout: 120_000,
    // Ctrl-C is the command line's to answer; the browser ends with its pipe, whatever ends this process.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  return { browser, sandbox: attempt.sandbox, notes: attempt.notes, close: () => closeBrowser(browser, profileFolder) };
}

const passedOn = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'TZ', 'LANG', 'FONTCONFIG_FILE', 'FONTCONFIG_PATH', 'LD_LIBRARY_PATH', 'SYSTEMROOT', 'LOCALAPPDATA', 'PROGRAMFILES', 'USERPROFILE', 'XDG_RUNTIME_DIR'];

/** What the browser needs and no more: credentials in our environment are none of its business. */
function browserEnvironment(found: FoundBrowser, machine: Machine, attempt: Attempt): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of passedOn) {
    const value = machine.environment[name];
    if (value !== undefined) environment[name] = value;
  }
  const fonts = join(dirname(found.executablePath), fontConfiguration);
  if (found.source === 'bundled' && environment['FONTCONFIG_PATH'] === undefined) environment['FONTCONFIG_FILE'] ??= fonts;
  if (attempt.ownLibraries) environment['LD_LIBRARY_PATH'] = join(dirname(found.executablePath), 'lib');
  return environment;
}

function nextAttempt(found: FoundBrowser, attempt: Attempt, complaint: string): Attempt | null {
  if (!attempt.ownLibraries && found.source === 'bundled' && /error while loading shared libraries/.test(complaint)) {
    return { ...attempt, ownLibraries: true, notes: [...attempt.notes, libraryNote] };
  }
  if (attempt.sandbox && /no usable sandbox|namespace|setuid sandbox|--no-sandbox/i.test(complaint)) {
    return { ...attempt, sandbox: false, notes: [...attempt.notes, namespaceNote] };
  }
  return null;
}

/** What the browser writes to stderr when it is started as before; over the pipe it would only be seen to end. */
async function complaintOf(found: FoundBrowser, machine: Machine, network: Network, attempt: Attempt, profileFolder: string): Promise<string> {
  const flags = await browserFlags(machine, { sandbox: attempt.sandbox, network, profileFolder });
  const args = [...flags.filter((flag) => flag !== '--remote-debugging-pipe'), '--dump-dom'];
  return new Promise((resolve) => {
    const env = browserEnvironment(found, machine, attempt);
    execFile(found.executablePath, args, { env, timeout: 10_000, killSignal: 'SIGKILL' }, (error, _, stderr) => {
      resolve(stderr === '' ? (error?.message ?? '') : stderr);
    });
  });
}

function notStarted(found: FoundBrowser, complaint: string, cause: unknown): UserError {
  const said = complaint.trim().split('\n').slice(0, 3).join(' ').slice(0, 500);
  return new UserError({
    message: `the browser does not start (${found.source}: ${found.executablePath})${said === '' ? '' : `; it says: ${said}`}`,
    fix: 'Install the libraries it names, or set PUPPETEER_EXECUTABLE_PATH to another Chrome, Chromium or Edge',
  }, { cause });
}

async function closeBrowser(browser: Browser, profileFolder: string): Promise<void> {
  const child = browser.process();
  const closed = browser.close().then(() => true, () => false);
  const timer = Promise.withResolvers<false>();
  const timeout = setTimeout(() => timer.resolve(false), closeTimeout);
  if (!(await Promise.race([closed, timer.promise]))) child?.kill('SIGKILL');
  clearTimeout(timeout);
  await removeFolder(profileFolder);
}

/** Retried, since the browser's last processes may still be writing. */
async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}
