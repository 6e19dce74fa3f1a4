import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { formatOf, type Format } from '../../domain/format.ts';
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
  const template: Handlebars.TemplateDelegate = Handlebars.create().compile(source, { strict: true, knownHelpersOnly: true, preventIndent: true });
  const { logo, own } = await brandOf(templatesDir);
  const file = own['site-index.hbs'];
  return (file === undefined ? template : blamed(template, file))({ ...indexContext(runs, unreadable, groups), logo: logo === null ? null : { src: `assets/${logo.name}`, alt: logo.alt, width: logo.width, height: logo.height } });
}

/** What the template shows; everything is text but `trend.svgs`, which is made here and escaped there. */
function indexContext(runs: readonly SiteRun[], unreadable: readonly UnreadableRun[], groups: readonly GroupSite[]): object {
  const newest = runs[0]?.record;
  if (newest === undefined) throw new Error('an index needs a run');
  const format = formatOf(newest);
  const oldestFirst = runs.map((run) => run.record).toReversed();
  return {
    title: newest.title,
    company: newest.company ?? '',
    classification: newest.classification ?? '',
    footer: newest.footer ?? '',
    timeZone: newest.timeZone,
    toolVersion: newest.toolVersion,
    latest: { ...figures(newest, format), takenAt: format.dateTime(newest.takenAt), sentences: newest.sentences, links: links(newest, 'latest') },
    trend: { title: trendWords(oldestFirst, format), svgs: trendSizes.map((size) => trendSvg(oldestFirst, size, format)) },
    groups: groups.map((group) => groupRow(group, newest.title, format)),
    years: years(runs),
    count: format.count(runs.length),
    several: runs.length > 1,
    unreadable: unreadable.map(({ folder, fault }) => ({ folder, fault })),
  };
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

function years(runs: readonly SiteRun[]): readonly object[] {
  const byYear = Map.groupBy(runs, ({ record }) => record.day.slice(0, 4));
  return [...byYear].map(([year, ofYear]) => ({ year, rows: ofYear.map(row) }));
}

function row({ folder, record }: SiteRun): object {
  const format = formatOf(record);
  return { ...figures(record, format), takenAt: format.dateTime(record.takenAt), dateTime: record.takenAt, links: links(record, `runs/${folder}`) };
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
    since: change === null ? (reason ?? '') : `since ${format.day(since)}`,
    methodBreak: methodBreak ?? '',
    coverage: `${format.count(record.scoredScopes)} of ${format.count(record.expectedScopes)}`,
    coveragePercent: format.percent(record.coverage),
    complete: record.complete,
  };
}

/** `same` is what is written ±0.0 pp. */
function directionOf(change: number): 'up' | 'down' | 'same' {
  if (Math.abs(change) < 0.0005) return 'same';
  return change > 0 ? 'up' : 'down';
}

const linkTexts: readonly (readonly [path: string, text: string])[] = [['report.html', 'Report'], ['report.pdf', 'PDF'], ['report.xlsx', 'Excel'], ['report.json', 'JSON']];

function links(record: RunRecord, folder: string): readonly object[] {
  return linkTexts.flatMap(([path, text]) => {
    const file = record.files.find((one) => one.path === path);
    return file === undefined ? [] : [{ text, href: `${folder}/${path}`, size: sizeText(file.bytes) }];
  });
}

function sizeText(bytes: number): string {
  const kilobytes = Math.max(1, Math.round(bytes / 1000));
  return kilobytes < 1000 ? `${kilobytes} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
