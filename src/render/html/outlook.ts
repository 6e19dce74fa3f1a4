import type { Format } from '../../domain/format.ts';
import type { Outlook } from '../../domain/outlook.ts';
import type { AccountBrief } from '../../domain/reportPanels.ts';

/** Causes named in a line. */
const causesNamed = 2;

/** `New resources −7.2 pp, Became unhealthy −0.1 pp`: what moved a score most; empty where nothing shows. */
export function briefWords(account: AccountBrief | null, format: Format): string {
  const parts = (account?.parts ?? []).filter(({ shown }) => shown !== 0).toSorted((a, b) => Math.abs(b.shown) - Math.abs(a.shown));
  return parts.slice(0, causesNamed).map(({ cause, shown }) => `${format.text(`cause.${cause}`)} ${format.pp(shown / 100)}`).join(', ');
}

/** When a target is reached at the pace of now, or why that cannot be said; empty where there is no target, or it is reached. */
export function outlookWords({ target, refused, reaches }: Outlook, score: number | null, format: Format): string {
  if (target === null || (score !== null && score >= target)) return '';
  if (refused !== null) return format.text('forecast.refused', { reason: refused });
  return reaches === null ? '' : targetWords(reaches, format.percent(target), format);
}

/** `At this pace the target of 80.0 % is reached in March 2027 (January 2027 to June 2027).` */
export function targetWords({ expected, earliest, latest }: NonNullable<Outlook['reaches']>, target: string, format: Format): string {
  const monthOr = (day: string | null): string => (day === null ? '' : format.month(day));
  const months = { target, earliest: monthOr(earliest), best: earliest === null ? 'never' : 'month', latest: monthOr(latest), worst: latest === null ? 'never' : 'month' };
  return expected === null ? format.text('forecast.notReached', months) : format.text('forecast.reached', { ...months, expected: format.month(expected) });
}
