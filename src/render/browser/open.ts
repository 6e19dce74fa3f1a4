import type { Browser } from 'puppeteer';
import { findBrowser, type FoundBrowser } from './find.ts';
import type { Network } from './flags.ts';
import { launchBrowser, type Launched } from './launch.ts';
import { thisMachine, type Machine } from './machine.ts';

export interface OpenBrowserOptions {
  /** The browser to start; found when left out. */
  readonly found?: FoundBrowser;
  /** Path from the configuration; null or left out: see {@link findBrowser}. */
  readonly configured?: string | null;
  /** Default `none`. */
  readonly network?: Network;
  /** Default: the machine this process runs on. */
  readonly machine?: Machine;
}

/** One browser for a whole run. It is started again when it dies; who opens it closes it. */
export interface OpenBrowser {
  readonly found: FoundBrowser;
  /** What it says it is, e.g. `HeadlessChrome/153.0.8010.0`. */
  readonly version: string;
  /** False where the system does not allow the sandbox; `notes` says why. */
  readonly sandbox: boolean;
  /** Plain sentences a reader of the log should see. */
  readonly notes: readonly string[];
  /** The running browser; a new one when the last has died. */
  current(): Promise<Browser>;
  /** Ends the process at once; `current` starts another. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

export async function openBrowser(options: OpenBrowserOptions = {}): Promise<OpenBrowser> {
  const machine = options.machine ?? thisMachine();
  const found = options.found ?? (await findBrowser(machine, options.configured ?? null));
  const launch = (): Promise<Launched> => launchBrowser(found, machine, options.network ?? 'none');
  const first = await launch();
  const version = await first.browser.version();
  let running: Promise<Launched> = Promise.resolve(first);
  let closed = false;
  const current = async (): Promise<Browser> => {
    const asked = running;
    if ((await asked).browser.connected) return (await asked).browser;
    if (closed) throw new Error('the browser is closed');
    // Pages that fail together ask together; only the first of them starts a new one.
    if (running === asked) running = asked.then((dead) => dead.close()).then(launch);
    return (await running).browser;
  };
  return {
    found, version, sandbox: first.sandbox, notes: first.notes, current,
    kill: async () => {
      (await running).browser.process()?.kill('SIGKILL');
    },
    close: async () => {
      closed = true;
      await (await running).close();
    },
  };
}
