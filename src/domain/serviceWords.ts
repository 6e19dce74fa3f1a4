import type { Format } from './format.ts';
import { isMessageKey } from './language.ts';

/** Words of the service that a report shows in its own language. */
type ServiceWord = 'severity' | 'effort' | 'impact' | 'state';

/** A word of the service in the report's language; one that the packs do not know stays as the service writes it. */
export function serviceWord(kind: ServiceWord, word: string, format: Format): string {
  const key = `${kind}.${word}`;
  return isMessageKey(key) ? format.text(key) : word;
}

/** The same for a word that may be missing. */
export function serviceWordOr(kind: ServiceWord, word: string | null, otherwise: string, format: Format): string {
  return word === null || word === '' ? otherwise : serviceWord(kind, word, format);
}
