import type { OpenBrowser } from '../render/browser.ts';

/** One browser for all who print at the same time or within one piece of work. */
export interface BrowserPool {
  /** Opened by the first who asks. */
  use<Result>(work: (browser: OpenBrowser, isNew: boolean) => Promise<Result>): Promise<Result>;
  /** The browser is not closed before the work is done; if nobody prints none is opened. */
  keep<Result>(work: () => Promise<Result>): Promise<Result>;
}

export function browserPool(open: () => Promise<OpenBrowser>): BrowserPool {
  let holders = 0;
  let opened: Promise<OpenBrowser> | null = null;
  const keep: BrowserPool['keep'] = async (work) => {
    holders += 1;
    try {
      return await work();
    } finally {
      holders -= 1;
      const last = holders === 0 ? opened : null;
      if (last !== null) {
        opened = null;
        await (await last.catch(() => null))?.close();
      }
    }
  };
  return {
    keep,
    use: (work) => keep(async () => {
      const isNew = opened === null;
      opened ??= open();
      const mine = opened;
      // One that could not be opened is not what the next asks for.
      mine.catch(() => { if (opened === mine) opened = null; });
      return work(await mine, isNew);
    }),
  };
}
