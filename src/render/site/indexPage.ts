import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { formatOf, type Format } from '../../domain/format.ts';
import { messageHelper, type MessageKey } from '../../domain/language.ts';
import { blamed } from '../brand/blame.ts';
import { brandOf } from '../brand/brand.ts';
import type { GroupSite } from './groups.ts';
import type { SiteRun } from './manifest.ts';
import type { RunRecord } from './runRecord.ts';
import { trendSizes, trendSvg, trendWords } from './trend.ts';

/** A run.json that cannot be used: its run is on disk and not in the index. */
export interface UnreadableRun {
  readonly folder: string;
  readonly fault: string;
}

/** index.html over all runs, newest first, and the groups' sites below it. */
export async function renderIndexPage(runs: readonly SiteRun[], unreadable: readonly UnreadableRun[], templatesDir: string, groups: readonly GroupSite[] = []): Promise<string> {
  const source = await readFile(join(templatesDir, 'site-index.hbs'), 'utf8');
  const template: Handlebars.TemplateDelegate = Handlebars.create().compile(source, { strict: true, knownHelpersOnly: true, knownHelpers: { t: true }, preventIndent: true });
  const { logo, own } = await brandOf(templatesDir);
  const format = formatOf(newestOf(runs));
  const file = own['site-index.hbs'];
  return (file === undefined ? template : blamed(template, file))({ ...indexContext(runs, unreadable, groups, format), logo: logo === null ? null : { src: `assets/${logo.name}`, alt: logo.alt, width: logo.width, height: logo.height } }, { helpers: { t: messageHelper(format) } });
}

/** What the template shows; everything is text but `trend.svgs`, which is made here and escaped there. */
function indexContext(runs: readonly SiteRun[], unreadable: readonly UnreadableRun[], groups: readonly GroupSite[], format: Format): object {
  const newest = newestOf(runs);
  const oldestFirst = runs.map((run) => run.record).toReversed();
  return {
    lang: format.language,
    title: newest.title,
    company: newest.company ?? '',
    classification: newest.classification ?? '',
    footer: newest.footer ?? '',
    timeZone: newest.timeZone,
    toolVersion: newest.toolVersion,
    latest: { ...figures(newest, format), takenAt: format.dateTime(newest.takenAt), sentences: newest.sentences, links: links(newest, 'latest', format) },
    trend: { title: trendWords(oldestFirst, format), svgs: trendSizes.map((size) => trendSvg(oldestFirst, size, format)) },
    groups: groups.map((group) => groupRow(group, newest.title, format)),
    years: years(runs, newest),
    count: format.count(runs.length),
    several: runs.length > 1,
    unreadable: unreadable.map(({ folder, fault }) => ({ folder, fault })),
  };
}

function newestOf(runs: readonly SiteRun[]): RunRecord {
  const newest = runs[0]?.record;
  if (newest === undefined) throw new Error('an index needs a run');
  return newest;
}

/** A group by the name that its title begins with. */
function groupRow({ folder, manifest }: GroupSite, whole: string, format: Format): object {
  const [newest] = manifest.runs;
  const suffix = `: ${whole}`;
  return {
    name: manifest.title.endsWith(suffix) ? manifest.title.slice(0, -suffix.length) : manifest.title,
    href: `${folder}/index.html`,
    score: format.percent(newest?.score ?? null),
    day: format.day(newest?.day ?? null),
  };
}

function years(runs: readonly SiteRun[], newest: RunRecord): readonly object[] {
  const byYear = Map.groupBy(runs, ({ record }) => record.day.slice(0, 4));
  return [...byYear].map(([year, ofYear]) => ({ year, rows: ofYear.map((run) => row(run, newest)) }));
}

/** The page speaks as the newest report does, also of older ones; times are in the zone of their run. */
function row({ folder, record }: SiteRun, newest: RunRecord): object {
  const format = formatOf({ ...newest, timeZone: record.timeZone });
  return { ...figures(record, format), takenAt: format.dateTime(record.takenAt), dateTime: record.takenAt, links: links(record, `runs/${folder}`, format) };
}

function figures(record: RunRecord, format: Format): object {
  const { change, since, reason, methodBreak } = record.change;
  return {
    day: format.day(record.day),
    score: format.percent(record.score),
    scoreReason: record.noScoreReason ?? '',
    target: record.target === null ? '' : format.percent(record.target),
    change: format.pp(change),
    direction: change === null ? 'unknown' : directionOf(change),
    since: change === null ? (reason ?? '') : format.text('site.since', { day: format.day(since) }),
    methodBreak: methodBreak ?? '',
    coverage: format.text('count.of', { part: record.scoredScopes, whole: record.expectedScopes }),
    coveragePercent: format.percent(record.coverage),
    complete: record.complete,
  };
}

/** `same` is what is written ±0.0 pp. */
function directionOf(change: number): 'up' | 'down' | 'same' {
  if (Math.abs(change) < 0.0005) return 'same';
  return change > 0 ? 'up' : 'down';
}

const linkTexts: readonly (readonly [path: string, text: MessageKey])[] = [['report.html', 'site.report'], ['report.single.html', 'site.single'], ['report.pdf', 'site.pdf'], ['report.xlsx', 'site.excel'], ['report.json', 'site.json']];

function links(record: RunRecord, folder: string, format: Format): readonly object[] {
  return linkTexts.flatMap(([path, text]) => {
    const file = record.files.find((one) => one.path === path);
    return file === undefined ? [] : [{ text: format.text(text), href: `${folder}/${path}`, size: sizeText(file.bytes, format) }];
  });
}

function sizeText(bytes: number, format: Format): string {
  const kilobytes = Math.max(1, Math.round(bytes / 1000));
  return kilobytes < 1000 ? format.text('site.kilobytes', { size: kilobytes }) : format.text('site.megabytes', { size: bytes / 1_000_000 });
}
