import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { formatOf, type Format } from '../../domain/format.ts';
import { messageHelper } from '../../domain/language.ts';
import type { EmailConfig } from '../../domain/delivery.ts';
import type { ReportModel } from '../../domain/report.ts';
import { sizeWords } from '../plan.ts';
import { contentTypeOf } from '../publish/contentTypes.ts';
import { blamedMail, mailBrand } from './brand.ts';
import type { Mail, MailFile } from './mail.ts';
import { encodedBytes } from './mime.ts';
import { mailView, subjectOf, type ChartPicture, type FileLine } from './view.ts';

export interface MailInputs {
  readonly model: ReportModel;
  /** Null: the chart could not be drawn; the mail goes without it. */
  readonly chart: ChartPicture | null;
  /** Files of the run by name: `report.pdf`, `report.xlsx`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Largest message of both config and service, bytes. */
  readonly largestBytes: number;
  /** Days from one report to the next, at most. */
  readonly periodDays: number;
  /** Absolute path of templates/. */
  readonly templatesDir: string;
  /** Name of the group whose report it is; null: that of everything. */
  readonly group: string | null;
}

/** A message without its recipients, which depend on who has had it. */
export interface Composed extends Pick<Mail, 'subject' | 'html' | 'text' | 'pictures' | 'attachments'> {
  readonly withoutAttachments: readonly { readonly name: string; readonly why: string }[];
  /** Hash of subject and text, HTML and plain. */
  readonly contentHash: string;
}

const contentId = 'trend@secure-score';

/** The mail of a run: the figure, three sentences, one chart, five actions, a link, the files that fit. */
export async function compose(config: EmailConfig, inputs: MailInputs): Promise<Composed> {
  const { model, chart, templatesDir } = inputs;
  const brand = await mailBrand(templatesDir);
  const format = formatOf(model);
  const subject = subjectOf(config.subject, model, inputs.group);
  const link = config.siteUrl === null ? '' : `${config.siteUrl}/runs/${encodeURIComponent(model.runId)}/report.html`;
  const render = async (files: readonly FileLine[]): Promise<readonly [html: string, text: string]> => {
    const view = { logo: brand.logo?.view ?? null, ...mailView(model, { subject, from: config.from.address, contentId, chart, link, files, periodDays: inputs.periodDays }) };
    const filled = (name: string, asText: boolean): Promise<string> => fill(join(templatesDir, name), view, format, asText).catch((error: unknown) => { throw blamedMail(error, brand.ownFile(name)); });
    return [await filled('mail/report.hbs', false), await filled('mail/report.txt.hbs', true)];
  };
  const [draft] = await render([]);
  const chosen = chooseAttachments(config, inputs, 2 * encodedBytes(Buffer.byteLength(draft)) + encodedBytes(chart?.png.length ?? 0) + encodedBytes(brand.logo?.file.bytes.length ?? 0));
  const [html, text] = await render(chosen.lines);
  const pictures = [...(brand.logo === null ? [] : [brand.logo.file]), ...(chart === null ? [] : [{ name: 'trend.png', contentType: 'image/png', bytes: chart.png, contentId }])];
  const hash = createHash('sha256');
  for (const part of [subject, html, text]) hash.update(part).update('\0');
  return { subject, html, text, pictures, attachments: chosen.attachments, withoutAttachments: chosen.without, contentHash: hash.digest('hex') };
}

interface Chosen {
  readonly attachments: readonly MailFile[];
  readonly lines: readonly FileLine[];
  readonly without: Composed['withoutAttachments'];
}

/** Takes the files in config's order while they fit; the others are linked where there is a site to link to. */
function chooseAttachments(config: EmailConfig, { model, files, largestBytes, group }: MailInputs, bodyBytes: number): Chosen {
  const format = formatOf(model);
  const attachments: MailFile[] = [];
  const lines: FileLine[] = [];
  const without: { name: string; why: string }[] = [];
  let room = largestBytes - bodyBytes;
  for (const kind of config.attach) {
    const name = `report.${kind}`;
    const bytes = files.get(name);
    const href = config.siteUrl === null || bytes === undefined ? '' : `${config.siteUrl}/runs/${encodeURIComponent(model.runId)}/${name}`;
    if (bytes !== undefined && encodedBytes(bytes.length) <= room) {
      room -= encodedBytes(bytes.length);
      attachments.push({ name: `secure-score-${slugOf(group)}${model.day}.${kind}`, contentType: contentTypeOf(name), bytes });
      lines.push({ words: format.text(`mail.attached.${kind}`, { size: format.size(bytes.length) }), name, href: '' });
    } else {
      const why = bytes === undefined ? 'the run has no such file' : `${sizeWords(bytes.length)} do not fit into ${sizeWords(largestBytes)}`;
      without.push({ name, why });
      if (bytes !== undefined) lines.push({ words: format.text(`mail.tooLarge.${kind}`, { size: format.size(bytes.length) }), name, href });
    }
  }
  return { attachments, lines, without };
}

/** `payments-`: a group's name for the name of a file, so that two reports in one mailbox are told apart. */
function slugOf(group: string | null): string {
  const words = (group ?? '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 40);
  return words === '' ? '' : `${words}-`;
}

async function fill(path: string, view: object, format: Format, asText: boolean): Promise<string> {
  const source = await readFile(path, 'utf8');
  const template = Handlebars.create().compile(source, { strict: true, knownHelpersOnly: true, knownHelpers: { t: true }, preventIndent: true, noEscape: asText });
  const filled = template(view, { helpers: { t: messageHelper(format) } });
  return asText ? `${filled.replace(/\n{3,}/g, '\n\n').trim()}\n` : filled;
}
