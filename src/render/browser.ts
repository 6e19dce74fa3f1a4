/** The browser that prints PDF files: found, started with our own flags, kept away from everything but the report. */
export { findBrowser, type BrowserSource, type FoundBrowser } from './browser/find.ts';
export { filesInFolder, filesInMemory, firstOf } from './browser/files.ts';
export { thisMachine, type Machine } from './browser/machine.ts';
export { openBrowser, type OpenBrowser, type OpenBrowserOptions } from './browser/open.ts';
export { printPage, printPages, PrintTimeout, type PrintJob, type PrintLimits, type PrintOutcome, type Printed } from './browser/print.ts';
export type { FileSource } from './browser/lockedPage.ts';
