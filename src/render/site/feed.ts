import { formatOf } from '../../domain/format.ts';
import type { RunRecord } from './runRecord.ts';

const longest = 50;

/** The newest runs as an Atom feed (RFC 4287). `runs` newest first; `feedId` a UUID that stays with the site. Links are relative to the feed. */
export function renderFeed(runs: readonly { readonly folder: string; readonly record: RunRecord }[], feedId: string): string {
  const newest = runs[0];
  if (newest === undefined) throw new Error('a feed needs a run');
  const { title, company, takenAt } = newest.record;
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${newest.record.language}">`,
    `  <id>urn:uuid:${feedId}</id>`,
    `  <title>${xmlText(title)}</title>`,
    `  <updated>${takenAt}</updated>`,
    `  <author><name>${xmlText(company ?? title)}</name></author>`,
    '  <link rel="self" type="application/atom+xml" href="feed.xml"/>',
    '  <link rel="alternate" type="text/html" href="index.html"/>',
    ...runs.slice(0, longest).map(({ folder, record }) => entry(folder, record, newest.record.language)),
    '</feed>',
    '',
  ].join('\n');
}

function entry(folder: string, record: RunRecord, feedLanguage: string): string {
  const format = formatOf(record);
  const words = { day: format.day(record.day), score: format.percent(record.score), change: format.pp(record.change.change), since: format.day(record.change.since) };
  return [
    record.language === feedLanguage ? '  <entry>' : `  <entry xml:lang="${record.language}">`,
    `    <id>urn:uuid:${record.id}</id>`,
    `    <title>${xmlText(format.text(record.change.change === null ? 'feed.title' : 'feed.titleChange', words))}</title>`,
    `    <updated>${record.takenAt}</updated>`,
    ...record.files.flatMap(({ path, bytes }) => link(folder, path, bytes)),
    `    <summary type="text">${xmlText(record.sentences.join(' '))}</summary>`,
    '  </entry>',
  ].join('\n');
}

const linked: Readonly<Record<string, readonly [rel: string, type: string]>> = {
  'report.html': ['alternate', 'text/html'],
  'report.pdf': ['enclosure', 'application/pdf'],
};

function link(folder: string, path: string, bytes: number): readonly string[] {
  const [rel, type] = linked[path] ?? [];
  return rel === undefined ? [] : [`    <link rel="${rel}" type="${type}" length="${bytes}" href="runs/${folder}/${path}"/>`];
}

/** Text for an XML element: escaped, and without the characters XML 1.0 cannot hold. */
export function xmlText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
