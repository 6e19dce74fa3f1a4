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

/** When a target is reached, in a few words, and why that cannot be said. */
export function outlookView({ target, refused, reaches }: Outlook, score: number | null, format: Format): { readonly words: string; readonly hint: string } {
  if (target === null) return { words: '', hint: '' };
  if (score !== null && score >= target) return { words: format.text('outlook.reached'), hint: '' };
  if (refused !== null || reaches === null) return { words: format.text('outlook.none'), hint: refused ?? '' };
  const { expected, earliest, latest } = reaches;
  const month = (day: string | null): string => (day === null ? format.text('outlook.beyond') : format.month(day));
  return { words: month(expected), hint: format.text('outlook.range', { earliest: month(earliest), latest: month(latest) }) };
}
