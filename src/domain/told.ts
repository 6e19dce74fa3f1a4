import { z } from 'zod';
import { isMessageKey, wordsFor, type MessageKey, type MessageValues, type Words } from './language.ts';

export const messageSchema = z.object({
  key: z.string().describe('Key of a message in the language packs.'),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
});

/** A message on record, to be said in whatever language a report is made in. */
export type Message = z.infer<typeof messageSchema>;

export function message(key: MessageKey, values: MessageValues = {}): Message {
  return { key, values };
}

const english = wordsFor('en', 'en-GB');

/** What is missing and what to do: in English, as the console shows it, and as messages that a report says in its language. */
export function told(what: Message, advice: Message) {
  return { what: inWords(what, english) ?? '', advice: inWords(advice, english) ?? '', words: { what, advice } };
}

/** A message on record in words; null where a newer or older program named it. */
export function inWords({ key, values }: Message, words: Words): string | null {
  return isMessageKey(key) ? words.text(key, values) : null;
}
