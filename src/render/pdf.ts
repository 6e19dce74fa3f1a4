import { formatOf } from '../domain/format.ts';
import type { ReportModel } from '../domain/report.ts';
import { shortened } from '../domain/shortened.ts';
import { filesInFolder, filesInMemory, firstOf, printPage, type FileSource, type OpenBrowser, type PrintJob, type PrintLimits } from './browser.ts';
import { waitingForFaces } from './html/assets.ts';
import { fallbackFaces, type FallbackFaces } from './pdf/fallbackFaces.ts';
import { withBookmarks } from './pdf/outline.ts';
import { packPdf } from './pdf/pack.ts';
import { withProperties, type PdfProperties } from './pdf/properties.ts';
import { counterMarks, pageStyles } from './pdf/runningHeads.ts';
import { readPdf } from './pdf/structure.ts';
import { mendStructureTree } from './pdf/structureTree.ts';

export { printedSections } from './pdf/sections.ts';

/** The HTML report to print: its text with the files it links, or the folder it was written to. */
export type PdfSource =
  | { readonly html: string; readonly assets: ReadonlyMap<string, Uint8Array> }
  | { readonly reportFolder: string };

export interface PdfRequest {
  readonly source: PdfSource;
  readonly model: ReportModel;
  readonly browser: OpenBrowser;
  /** Where the report will be published (absolute https URL of report.html); relative links point there. Default null: they become text. */
  readonly publishedAt?: string | null;
  readonly limits?: PrintLimits;
}

export interface PdfReport {
  readonly bytes: Uint8Array;
  /** Addresses the report asked for and was refused; empty unless it is faulty or was attacked. */
  readonly refused: readonly string[];
  /** Scripts (`Arabic`, `Thai` …) of which no shipped font has letters: the PDF has them in fonts of this machine or, where it has none, as boxes. */
  readonly unshipped: readonly string[];
}

const documentName = 'report.html';
const pageStylesName = '.print/pages.css';

/** The report as PDF: the HTML printed on A4 with running heads, tagged, with outline and our document properties. Same input, same bytes. */
export async function renderPdf(whole: PdfRequest): Promise<PdfReport> {
  const request = { ...whole, model: shortened(whole.model) };
  const files = reportFiles(request.source);
  const page = Buffer.from((await files(documentName)) ?? []).toString('utf8');
  const faces = await fallbackFaces(page + Object.values(headsOf(request.model)).join(''), request.model.locale);
  const printed = await printPage(request.browser, pdfJob(request, files, faces), request.limits);
  const file = withProperties(withBookmarks(readPdf(mendStructureTree(printed.bytes)), page), propertiesOf(request.model));
  return { bytes: await packPdf(file), refused: printed.refused, unshipped: faces.unshipped };
}

function pdfJob({ model, publishedAt }: PdfRequest, files: FileSource, faces: FallbackFaces): PrintJob {
  const styles = new Map([[pageStylesName, Buffer.from(faces.css + pageStyles(headsOf(model)))]]);
  return {
    name: `report of run ${model.runId}`,
    document: documentName,
    files: firstOf(filesInMemory(styles), faces.files, files),
    stylesheets: [pageStylesName],
    linkBase: publishedAt ?? null,
  };
}

function reportFiles(source: PdfSource): FileSource {
  const files = 'reportFolder' in source ? filesInFolder(source.reportFolder) : filesInMemory(new Map([...source.assets, [documentName, Buffer.from(source.html)]]));
  return async (path) => {
    const bytes = await files(path);
    return bytes === null || !path.endsWith('.css') ? bytes : Buffer.from(waitingForFaces(Buffer.from(bytes).toString('utf8')));
  };
}

function headsOf(model: ReportModel): { readonly title: string; readonly classification: string | null; readonly foot: string; readonly page: string } {
  const format = formatOf(model);
  const parts = [model.company, format.text('pdf.asOf', { at: format.dateTime(model.takenAt) }), model.timeZone];
  return { title: model.title, classification: model.classification, foot: parts.filter((part) => part !== null && part !== '').join(' · '), page: format.text('pdf.page', counterMarks) };
}

/** The title carries the day, as files of several runs lie side by side in a reader's tabs. */
function propertiesOf(model: ReportModel): PdfProperties {
  const format = formatOf(model);
  return {
    title: format.text('page.title', { title: model.title, day: format.day(model.day) }),
    author: model.company ?? model.title,
    subject: format.text('pdf.subject', { score: format.percent(model.headline.score.ratio), day: format.day(model.day) }),
    keywords: [format.text('pdf.keyword'), format.text('pdf.run', { run: model.runId }), ...(model.classification === null ? [] : [model.classification])].join(', '),
    creator: `secure-score ${model.toolVersion}`,
    createdAt: model.generatedAt,
  };
}
