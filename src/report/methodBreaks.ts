import type { Format } from '../domain/format.ts';
import type { MessageKey } from '../domain/language.ts';
import type { Day } from '../domain/history.ts';

/** A day on which the way the score is made changed for everyone, so that before and after are not the same measure. */
export interface MethodBreak {
  readonly day: Day;
  readonly label: MessageKey;
}

/** Announced by Microsoft. Source: Microsoft Learn, "Secure score in Defender for Cloud" (2026-06-30). */
export const announcedBreaks: readonly MethodBreak[] = [{ day: '2026-06-30', label: 'methodBreak.multicloud' }];

/** The announced breaks after `from` and up to `to`, in words; null: none. */
export function methodBreakBetween(from: Day, to: Day, format: Format): string | null {
  const labels = announcedBreaks.filter(({ day }) => day > from && day <= to).map(({ day, label }) => format.text('methodBreak.on', { label: format.text(label), day: format.day(day) }));
  return labels.length === 0 ? null : labels.join('; ');
}
