import type { Format } from '../domain/format.ts';
import type { Gap } from '../domain/gap.ts';
import { inWords } from '../domain/told.ts';

/** A gap in the report's language; one on record without its messages stays in English. */
export function gapWords({ words, ...gap }: Gap, format: Format): Omit<Gap, 'words'> {
  if (words === undefined) return gap;
  return { ...gap, what: inWords(words.what, format) ?? gap.what, advice: inWords(words.advice, format) ?? gap.advice };
}
