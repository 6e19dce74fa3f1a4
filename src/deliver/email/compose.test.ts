import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleModel } from '../../../test/fixtures/report-model.ts';
import type { EmailConfig } from '../../domain/delivery.ts';
import { formatFor } from '../../domain/format.ts';
import type { ReportModel } from '../../domain/report.ts';
import { compose, type Composed, type MailInputs } from './compose.ts';
import { mimeOf } from './mime.ts';

const config: EmailConfig = {
  transport: { type: 'graph', endpoint: 'https://graph.microsoft.com' }, from: { address: 'score@contoso.com', name: null }, to: ['a@contoso.com'], cc: [], bcc: [],
  allowedDomains: null, subject: '{title}: {score}, {change} since {since}', attach: ['pdf', 'xlsx'], maximumBytes: 10_000_000, siteUrl: 'https://score.contoso.com',
};
const chart = { png: Buffer.from('png'), width: 440, height: 313, alt: 'The score rose "7 pp" <b>', caption: 'Secure score in %' };

function composed(changes: Partial<MailInputs> = {}, email: Partial<EmailConfig> = {}): Promise<Composed> {
  return compose({ ...config, ...email }, { model: sampleModel(), chart, files: new Map([['report.pdf', Buffer.alloc(350_000)], ['report.xlsx', Buffer.alloc(120_000)]]), largestBytes: 10_000_000, periodDays: 7, templatesDir: fileURLToPath(new URL('../../../templates/', import.meta.url)), group: null, ...changes });
}

describe('the mail', () => {
  it('carries score and change in its subject, and the report\'s own figures in its body', async () => {
    const model = sampleModel();
    const format = formatFor(model.locale, model.timeZone);
    const mail = await composed();
    const { score, sinceLastReport, sentences } = model.headline;
    expect(mail.subject).toBe(`${model.title}: ${format.percent(score.ratio)}, ${format.pp(sinceLastReport.shown)} since ${format.day(sinceLastReport.since)}`);
    for (const text of [mail.text, unescaped(mail.html)]) {
      for (const part of [format.percent(score.ratio), format.pp(sinceLastReport.shown), ...sentences.slice(0, 3), ...(model.plan?.steps ?? []).slice(0, 5).flatMap((step) => [step.names.join(' and '), format.pp(step.gain)])]) expect(text).toContain(part);
      expect(text).toContain('https://score.contoso.com/runs/20261121T060000Z/report.html');
    }
  });

  it('can be read in 20 seconds: score, change, target and the three sentences come first, in at most 90 words', async () => {
    const { text } = await composed();
    expect(text.split('\n').slice(0, 5).join(' ')).toMatch(/62\.6\u00a0%.*−0\.3\u00a0pp.*Target 70\.0/);
    expect(text.slice(0, text.indexOf('What to do next')).split(/[ \n]+/).length).toBeLessThan(90);
  });

  it('uses nothing that Outlook\'s Word engine lacks', async () => {
    const { html } = await composed();
    const body = html.slice(html.indexOf('<body'));
    // Microsoft's "Word HTML and CSS rendering capabilities in Outlook": what it drops or misplaces.
    const lacking = [
      /<(svg|video|audio|canvas|form|input|button|iframe|object|script|picture|figure|section|article|div)\b/i, /\b(display:\s*(flex|grid|inline-block)|position:|float:|transform|animation|opacity|box-shadow|text-shadow|border-radius|background-image|background-size|max-width|min-width|max-height|overflow|calc\(|var\(|gap:)/i,
      /\b(rgba|hsla?|oklch)\(/i, /#[0-9a-f]{8}\b/i, /\d(rem|em|vw|vh)\b/i, /style="[^"]*!important/i, /src="(?!cid:)/i, /background="/i, /@import|url\(/i, /data:/i, /margin:(?! 0;)/,
    ];
    for (const pattern of lacking) expect(body).not.toMatch(pattern);
    expect(html).not.toMatch(/<link|url\(|@font-face|https?:\/\/(?!score\.contoso\.com|www\.w3\.org\/1999\/xhtml)/i);
    for (const [image] of body.matchAll(/<img[^>]*>/g)) expect(image).toMatch(/alt="[^"]+"[^>]* width="\d+"/);
    for (const [table] of body.matchAll(/<table[^>]*>/g)) expect(table).toMatch(/width="\d+%?" cellpadding="0" cellspacing="0" border="0"/);
    // Word scales styles with the screen's resolution, and attributes not: both say the same, and the head asks for 96 dots an inch.
    for (const [tag, , width = '', unit = ''] of body.matchAll(/<(table|td|img)\b[^>]* width="(\d+)(%?)"[^>]*>/g)) expect(tag).toContain(`width: ${width}${unit === '' ? 'px' : unit};`);
    expect(html).toMatch(/<!--\[if mso\]>\n<xml>.*<o:PixelsPerInch>96<[^]*mso-line-height-rule: exactly[^]*<!\[endif\]-->\n<\/head>/);
    // Lines as high as asked for, but never those of pictures, which Word would cut off.
    for (const [, cell = ''] of body.matchAll(/<td([^>]*)><img/g)) expect(cell).not.toMatch(/class=|line-height/);
    for (const [cell] of body.matchAll(/<td[^>]*>(?=[^<\s])/g)) expect(cell).toMatch(/font-family:.*font-size: \d+px; line-height: \d+px/);
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
  });

  it('links what does not fit, and says so', async () => {
    const mail = await composed({ largestBytes: 600_000 });
    expect(mail.attachments.map(({ name }) => name)).toEqual(['secure-score-2026-11-21.pdf']);
    expect(mail.withoutAttachments).toEqual([{ name: 'report.xlsx', why: '118 KB do not fit into 586 KB' }]);
    expect(mail.text).toContain('The tables as a workbook are too large for a mail (118 KB): https://score.contoso.com/runs/20261121T060000Z/report.xlsx');
    expect((await composed({ files: new Map() }, { siteUrl: null })).withoutAttachments).toEqual([{ name: 'report.pdf', why: 'the run has no such file' }, { name: 'report.xlsx', why: 'the run has no such file' }]);
  });

  it('never weighs more than allowed with its attachments, and takes every file that fits, in config\'s order', async () => {
    const message = { messageId: '<0123456789abcdef0123456789abcdef@contoso.com>', date: new Date('2026-11-21T06:00:00Z'), from: config.from, to: ['a@contoso.com'], cc: [], bcc: [] };
    const bare = (await mimeOf({ ...message, ...(await composed({ files: new Map() })) })).length;
    const size = fc.integer({ min: 0, max: 300_000 });
    await fc.assert(fc.asyncProperty(size, size, fc.integer({ min: 0, max: 900_000 }), async (pdf, xlsx, room) => {
      const largestBytes = bare + room;
      const mail = await composed({ largestBytes, files: new Map([['report.pdf', Buffer.alloc(pdf, 'p')], ['report.xlsx', Buffer.alloc(xlsx, 'x')]]) });
      const raw = await mimeOf({ ...message, ...mail });
      if (mail.attachments.length > 0) expect(raw.length).toBeLessThanOrEqual(largestBytes);
      // A file is left out only where it would not fit: the estimate is generous by the body's two parts and some headers.
      const generous = 40_000 + bare;
      if (!mail.attachments.some(({ name }) => name.endsWith('.pdf'))) expect(pdf * 1.4 + generous).toBeGreaterThan(largestBytes);
      expect(mail.attachments.length + mail.withoutAttachments.length).toBe(2);
    }), { numRuns: 40 });
  });

  it('says that runs were missed, and goes without a chart when there is none', async () => {
    const model = sampleModel();
    const late: ReportModel = { ...model, quality: { ...model.quality, cadence: { ...model.quality.cadence, lastRunBefore: '2026-10-31T06:00:00.000Z' } } };
    expect((await composed({ model: late })).text).toContain('No run for 21 days before this one: the last was 31 Oct 2026');
    expect((await composed({ model: { ...late, quality: { ...late.quality, cadence: { ...late.quality.cadence, lastRunBefore: '2026-11-14T06:00:00.000Z' } } } })).text).not.toContain('No run for');
    const bare = await composed({ chart: null });
    expect([bare.pictures, bare.html.includes('<img')]).toEqual([[], false]);
  });

  it('turns hostile text into text', async () => {
    const evil = '</td><script>alert(1)</script><img src=x onerror=1>\r\nBcc: evil@evil.example\r\n\r\n\u202egnp.exe {score} {{x}} $& "\'`';
    const model = sampleModel();
    const [step] = model.plan?.steps ?? [];
    if (step === undefined || model.plan === null) throw new Error('the sample has no plan');
    const hostile: ReportModel = { ...model, title: evil, company: evil, classification: evil, footer: evil, headline: { ...model.headline, sentences: [evil, evil, evil] }, plan: { ...model.plan, steps: [{ ...step, names: [evil], owner: evil, implementationEffort: evil }] } };
    const mail = await composed({ model: hostile, chart: { ...chart, alt: evil, caption: evil } });
    expect(mail.subject).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(mail.subject).toContain('{score} {{x}} $&');
    expect(mail.html).not.toMatch(/<script|<img src=x|onerror=1>|\u202e/);
    expect(mail.html.match(/<img/g)).toHaveLength(1);
    expect(mail.text).not.toMatch(/^Bcc:|\u202e|\r/m);
  });

  it('names its group in the subject, whatever the template, and in the names of its files', async () => {
    const titled = { ...sampleModel(), title: 'Payments: Contoso' };
    expect((await composed({ group: 'Payments', model: titled })).subject).toMatch(/^Payments: Contoso: 62\.6/);
    expect((await composed({ group: 'Payments' }, { subject: '{score}' })).subject).toMatch(/^Payments: 62\.6/);
    expect((await composed({ group: 'Payments' }, { subject: '{score} of {group}' })).subject).toMatch(/^62\.6.* of Payments$/);
    expect((await composed({ group: null }, { subject: '{score} of {group}' })).subject).toMatch(/ of Contoso cloud security posture$/);
    const evil = await composed({ group: 'x {score} $& {{title}}\r\nBcc: a@evil.example \u202egnp ../..' }, { subject: '{change}' });
    expect(evil.subject).toMatch(/^x \{score\} \$& \{\{title\}\} Bcc: a@evil\.example\s+gnp \.\.\/\.\.: /);
    expect(evil.attachments.map(({ name }) => name)).toEqual(['secure-score-x-score-title-bcc-a-evil-example-gnp-2026-11-21.pdf', 'secure-score-x-score-title-bcc-a-evil-example-gnp-2026-11-21.xlsx']);
    expect((await composed({ group: '財務' })).attachments[0]?.name).toBe('secure-score-2026-11-21.pdf');
  });

  it('has nothing to compare with in a first report, and no score where there is none', async () => {
    const model = sampleModel();
    const bare: ReportModel = { ...model, headline: { ...model.headline, target: null, score: { ...model.headline.score, ratio: null, reason: 'no scope' }, sinceLastReport: { ...model.headline.sinceLastReport, change: null, shown: null, since: null, reason: 'first run' } }, plan: null };
    const mail = await composed({ model: bare });
    expect(mail.subject).toBe('Contoso cloud security posture: no score, first report since no data');
    expect(mail.text).toMatch(/No score\nNothing to compare with yet: first run\.\nSecure score of/);
    expect(mail.text).toContain('Controls with the highest potential increase');
  });
});

function unescaped(html: string): string {
  return html.replace(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16))).replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
