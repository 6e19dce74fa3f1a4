import type { BrowserContext, HTTPRequest, Page } from 'puppeteer';

/** A file of the report by its path relative to the document (`assets/report.css`); null: there is none. */
export type FileSource = (path: string) => Promise<Uint8Array | null>;

/** A page that sees the report's own files and nothing else. */
export interface LockedPage {
  readonly page: Page;
  /** Every address that was asked for and refused, in order, once each. */
  readonly refused: ReadonlySet<string>;
  /** Rejects when the page crashes or a file cannot be read; never resolves. */
  readonly fault: Promise<never>;
}

/** Where the report seems to live: a name that cannot exist (RFC 2606), so that no path of this machine gets into a PDF. */
export const reportOrigin = 'https://report.invalid';

/**
 * A page in a context of its own, without scripts, without network. Every request is answered here, from `files`, or
 * refused; nothing is ever read by the browser itself, so `file:`, loopback and metadata addresses lead nowhere.
 */
export async function openLockedPage(context: BrowserContext, files: FileSource): Promise<LockedPage> {
  const page = await context.newPage();
  const refused = new Set<string>();
  const { promise: fault, reject } = Promise.withResolvers<never>();
  fault.catch(() => {});
  page.once('error', reject);
  await Promise.all([page.setJavaScriptEnabled(false), page.setRequestInterception(true), page.emulateMediaType('print')]);
  let documents = 0;
  page.on('request', (request) => {
    // The document is loaded once; it may not send the page elsewhere, nor to itself again.
    const navigation = request.isNavigationRequest();
    const answered = navigation && documents++ > 0 ? refuse(request, refused) : answer(request, files, refused);
    answered.catch(reject);
  });
  return { page, refused, fault };
}

async function answer(request: HTTPRequest, files: FileSource, refused: Set<string>): Promise<void> {
  // A face inside a stylesheet: its bytes are its address, nothing is asked of anybody.
  if (request.resourceType() === 'font' && request.url().startsWith('data:')) return request.continue();
  const path = pathInReport(request.url());
  const body = request.method() === 'GET' && path !== null ? await files(path) : null;
  if (path === null || body === null) return refuse(request, refused);
  await request.respond({ status: 200, contentType: contentTypeOf(path), body });
}

/** A navigation is answered with "no content", which leaves the document where it is; an abort would put an error page in its place. */
async function refuse(request: HTTPRequest, refused: Set<string>): Promise<void> {
  refused.add(request.url().slice(0, 500));
  if (request.isNavigationRequest()) await request.respond({ status: 204 });
  else await request.abort('blockedbyclient');
}

/** Path below the report's folder that a URL stands for; null for any other address. */
export function pathInReport(url: string): string | null {
  const { origin, pathname, username } = new URL(url);
  if (origin !== reportOrigin || username !== '') return null;
  try {
    const path = decodeURIComponent(pathname).slice(1);
    return path.split('/').some((part) => part === '' || part === '.' || part === '..' || /[\\:\0]/.test(part)) ? null : path;
  } catch {
    return null;
  }
}

const contentTypes: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  woff2: 'font/woff2',
  json: 'application/json',
};

function contentTypeOf(path: string): string {
  return contentTypes[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream';
}
