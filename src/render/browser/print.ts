import type { BrowserContext, Page } from 'puppeteer';
import { openLockedPage, reportOrigin, type FileSource } from './lockedPage.ts';
import type { OpenBrowser } from './open.ts';

/** One document to print. */
export interface PrintJob {
  /** For messages. */
  readonly name: string;
  /** Path of the HTML document in `files`. */
  readonly document: string;
  readonly files: FileSource;
  /** Paths in `files` of stylesheets that the document does not link itself, e.g. running headers. */
  readonly stylesheets: readonly string[];
  /** Absolute https URL that relative links are resolved against; null: they become plain text, for a PDF has no neighbours. */
  readonly linkBase: string | null;
}

export interface Printed {
  /** The PDF as Chromium wrote it. */
  readonly bytes: Uint8Array;
  /** Addresses that the document asked for and did not get; each is a fault or an attack. */
  readonly refused: readonly string[];
}

/** What became of a job: `printed`, or the `error` after all attempts. */
export type PrintOutcome = { readonly name: string; readonly printed: Printed } | { readonly name: string; readonly error: Error };

export interface PrintLimits {
  /** Longest time for one document, ms. */
  readonly timeout: number;
}

const defaultLimits: PrintLimits = { timeout: 60_000 };
const closeTimeout = 3_000;

/** Prints all documents, `concurrency` at a time, in one browser; one that fails leaves the others alone. Outcomes in the order of the jobs. */
export async function printPages(browser: OpenBrowser, jobs: readonly PrintJob[], concurrency: number, limits: PrintLimits = defaultLimits): Promise<readonly PrintOutcome[]> {
  const outcomes: PrintOutcome[] = [];
  const queue = jobs.entries();
  const worker = async (): Promise<void> => {
    for (const [index, job] of queue) {
      outcomes[index] = await printPage(browser, job, limits).then(
        (printed) => ({ name: job.name, printed }),
        (error: unknown) => ({ name: job.name, error: error instanceof Error ? error : new Error(String(error)) }),
      );
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(concurrency, jobs.length)) }, worker));
  return outcomes;
}

/** Prints one document. A page or browser that crashes is tried once more in a new one; one that takes too long is not. */
export async function printPage(browser: OpenBrowser, job: PrintJob, limits: PrintLimits = defaultLimits): Promise<Printed> {
  const first = await printOnce(browser, job, limits).catch(notLate);
  if (!(first instanceof Error)) return first;
  const second = await printOnce(browser, job, limits).catch(notLate);
  if (!(second instanceof Error)) return second;
  throw new Error(`${job.name} could not be printed, twice: ${second.message}`, { cause: second });
}

function notLate(error: unknown): Error {
  if (error instanceof PrintTimeout) throw error;
  return error instanceof Error ? error : new Error(String(error));
}

/** A document took longer than its limit. */
export class PrintTimeout extends Error {
  override readonly name = 'PrintTimeout';
}

async function printOnce(browser: OpenBrowser, job: PrintJob, limits: PrintLimits): Promise<Printed> {
  const context = await (await browser.current()).createBrowserContext();
  const late = deadline(limits.timeout, () => new PrintTimeout(`${job.name} took longer than ${limits.timeout} ms to print`));
  try {
    return await Promise.race([printIn(context, job), late.promise]);
  } finally {
    late.cancel();
    await closeContext(context, browser);
  }
}

async function printIn(context: BrowserContext, job: PrintJob): Promise<Printed> {
  const { page, refused, fault } = await openLockedPage(context, withStylesheets(job));
  const bytes = await Promise.race([printDocument(page, job), fault]);
  return { bytes, refused: [...refused] };
}

async function printDocument(page: Page, job: PrintJob): Promise<Uint8Array> {
  await page.goto(`${reportOrigin}/${encodeURI(job.document)}`, { waitUntil: 'load', timeout: 0 });
  await page.evaluate(prepare(job));
  return page.pdf({ format: 'a4', preferCSSPageSize: true, printBackground: true, tagged: true, outline: true, timeout: 0 });
}

/** Links the stylesheets in the document's text: handlers that would tell when a link made later has loaded do not run without scripts. */
function withStylesheets(job: PrintJob): FileSource {
  const links = job.stylesheets.map((path) => `<link rel="stylesheet" href="${encodeURI(`/${path}`)}">`).join('');
  return async (path) => {
    const bytes = await job.files(path);
    if (path !== job.document) return bytes;
    if (bytes === null) throw new Error(`${job.document} is not among the files to print`);
    if (links === '') return bytes;
    const html = Buffer.from(bytes).toString('utf8');
    const end = html.search(/<\/head>/i);
    if (end < 0) throw new Error(`${job.document} has no </head>`);
    return Buffer.from(html.slice(0, end) + links + html.slice(end), 'utf8');
  };
}

/**
 * Runs from outside, the page's own scripts stay off: turns links to neighbouring files into absolute ones or into
 * text, and waits for the fonts.
 */
function prepare(job: PrintJob): string {
  return `(async ({ linkBase, origin }) => {
    for (const anchor of document.querySelectorAll('a[href]')) {
      const target = anchor.getAttribute('href');
      if (target.startsWith('#')) continue;
      const url = URL.parse(target, document.baseURI);
      if (url !== null && url.origin !== origin) continue;
      if (url === null || linkBase === null) anchor.removeAttribute('href');
      else anchor.setAttribute('href', new URL(target, linkBase).href);
    }
    await document.fonts.ready;
  })(${JSON.stringify({ linkBase: job.linkBase, origin: reportOrigin })})`;
}

async function closeContext(context: BrowserContext, browser: OpenBrowser): Promise<void> {
  const late = deadline(closeTimeout, () => new PrintTimeout('the page does not close'));
  // A page that cannot even be closed hangs the browser with it; the next one gets a new browser.
  await Promise.race([context.close().catch(() => {}), late.promise]).catch(() => browser.kill());
  late.cancel();
}

function deadline(ms: number, error: () => Error): { readonly promise: Promise<never>; cancel(): void } {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  const timer = setTimeout(() => reject(error()), ms);
  return { promise, cancel: () => clearTimeout(timer) };
}

