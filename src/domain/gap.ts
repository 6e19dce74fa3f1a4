import { z } from 'zod';
import { messageSchema } from './told.ts';

/** Why something that should be there is not. */
export const gapCauses = [
  'noScore', // the service holds no secure score for the scope
  'disabled', // the subscription is disabled
  'providerNotRegistered', // Microsoft.Security is not registered
  'restricted', // the identity may not read it
  'notFound', // named in config, not found
  'shortPage', // fewer rows arrived than the service counted
  'payloadTooLarge', // even the smallest batch is over the service's limit
  'requestFailed', // the request failed after all attempts
  'invalidRow', // a row that does not have the documented shape
  'subscriptionLimit', // the service looked at its first 10,000 subscriptions only
  'typeVanished', // a type that had rows last run has none now
] as const;

export const gapSchema = z.object({
  cause: z.enum(gapCauses),
  what: z.string().describe('What is missing, in words.'),
  scopeId: z.string().nullable().describe('The scope concerned; null when the gap concerns the whole run.'),
  advice: z.string().describe('What the reader can do about it.'),
  words: z.object({ what: messageSchema, advice: messageSchema }).optional().describe('The same as messages of the language packs; left out by programs before it had them.'),
  affectsScore: z.boolean().describe('True when a figure of the report lacks something because of it.'),
});

/** A gap as a report shows it, in the report's language. */
export const spokenGapSchema = gapSchema.omit({ words: true });

/** Something that should be there and is not. */
export type Gap = z.infer<typeof gapSchema>;
