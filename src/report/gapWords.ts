import type { Format } from '../domain/format.ts';
import type { Gap } from '../domain/gap.ts';

/** What is missing and what to do about it, in the report's language. */
export function gapWords(gap: Gap, _format: Format): Pick<Gap, 'what' | 'advice'> {
  return gap;
}
