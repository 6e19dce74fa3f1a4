import { wordsFor, type Language, type OwnMessages, type Words } from './language.ts';

/** Numbers and dates as people read them (report brief): one decimal for %, pp for its change, two for points, none for counts; a true minus; and the words around them. */
export interface Format extends Words {
  /** 0.6127 → `61.3 %`; null → the words for no data. */
  percent(ratio: number | null): string;
  /** 0.012 → `+1.2 pp`, −0.021 → `−2.1 pp`, 0 → `±0.0 pp`. */
  pp(change: number | null): string;
  /** 31.75 → `31.75`. */
  points(points: number | null): string;
  count(value: number | null): string;
  /** +12, −3, ±0. */
  signedCount(value: number | null): string;
  /** A calendar day `2026-11-21` → `21 Nov 2026`. */
  day(day: string | null): string;
  /** `21 Nov`, for axes and tables whose year is clear. */
  shortDay(day: string): string;
  /** The month of a calendar day, for dates that are no more exact than that: `November 2026`. */
  month(day: string): string;
  /** An instant in the report's time zone → `21 Nov 2026, 07:00`. */
  dateTime(instant: string | null): string;
  /** 1,400,000 bytes → `1.4 MB` (of 1024 × 1024). */
  size(bytes: number): string;
  /** Names one after the other: `a and b and c`. */
  list(names: readonly string[]): string;
  readonly noData: string;
}

const minus = '\u2212';

/** How a report speaks. */
export interface Speech {
  /** BCP 47. */
  readonly locale: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly language: Language;
  /** Messages that replace shipped ones. */
  readonly messages: OwnMessages;
}

/** Formatters by how they speak: a site of a thousand pages makes them once. */
const formats = new Map<string, Format>();

/** Formatter for a locale (BCP 47) and an IANA time zone. */
export function formatFor(locale: string, timeZone: string, language: Language = 'en', messages: OwnMessages = {}): Format {
  const key = JSON.stringify([locale, timeZone, language, messages]);
  const format = formats.get(key) ?? newFormat(locale, timeZone, wordsFor(language, locale, messages));
  formats.set(key, format);
  return format;
}

/** Formatter of a report, or of whatever says how it speaks. */
export function formatOf({ locale, timeZone, language, messages }: Speech): Format {
  return formatFor(locale, timeZone, language, messages);
}

function newFormat(locale: string, timeZone: string, words: Words): Format {
  const noData = words.text('format.noData');
  const fixed = (digits: number): Intl.NumberFormat => new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const one = fixed(1);
  const two = fixed(2);
  const none = fixed(0);
  const calendar = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  const shortCalendar = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const monthOnly = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const moment = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone });
  const plain = (numbers: Intl.NumberFormat, value: number): string => numbers.format(Object.is(value, -0) ? 0 : value).replace('-', minus);
  const signed = (numbers: Intl.NumberFormat, value: number): string => {
    const digits = numbers.format(Math.abs(value));
    if (!/[1-9]/.test(digits)) return `±${digits}`;
    return `${value < 0 ? minus : '+'}${digits}`;
  };
  return {
    ...words,
    size: (bytes) => (bytes < 1024 * 1024 ? words.text('format.kilobytes', { size: none.format(Math.ceil(bytes / 1024)) }) : words.text('format.megabytes', { size: one.format(bytes / 1024 / 1024) })),
    list: ([first = '', ...others]) => others.reduce((sofar, name) => words.text('list.and', { first: sofar, second: name }), first),
    noData,
    percent: (ratio) => (ratio === null ? noData : words.text('format.percent', { percent: plain(one, ratio * 100) })),
    pp: (change) => (change === null ? noData : words.text('format.pp', { change: signed(one, change * 100) })),
    points: (points) => (points === null ? noData : plain(two, points)),
    count: (value) => (value === null ? noData : plain(none, value)),
    signedCount: (value) => (value === null ? noData : signed(none, value)),
    day: (day) => (day === null ? noData : calendar.format(Date.parse(`${day}T00:00:00Z`))),
    shortDay: (day) => shortCalendar.format(Date.parse(`${day}T00:00:00Z`)),
    month: (day) => monthOnly.format(Date.parse(`${day}T00:00:00Z`)),
    dateTime: (instant) => (instant === null ? noData : moment.format(Date.parse(instant))),
  };
}
