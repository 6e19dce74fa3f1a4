import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../domain/config.ts';
import { UserError, type Problem } from '../domain/errors.ts';
import { isMessageKey, packs, type Language, type OwnMessages } from '../domain/language.ts';
import { messageFault } from '../domain/messageCheck.ts';
import { suggestion } from './suggest.ts';

const largestFile = 262_144;

const packSchema = z.record(z.string(), z.string());

/** Config with the messages that its folder of templates has for its language: `languages/<language>.json`. UserError with every fault of them. */
export function withOwnMessages(config: Config, shown: (file: string) => string): Config {
  const { templates, language } = config.report;
  const file = templates === null ? null : join(templates, 'languages', `${language}.json`);
  if (file === null || !existsSync(file)) return config;
  return { ...config, report: { ...config.report, messages: readMessages(file, language, shown(file)) } };
}

function readMessages(file: string, language: Language, shown: string): OwnMessages {
  const found = packSchema.safeParse(parsed(file, shown));
  if (!found.success) throw new UserError({ message: 'is not an object of messages by their keys', position: { file: shown }, fix: 'Write { "key": "message" }, with keys of the shipped pack.' });
  const problems = Object.entries(found.data).flatMap(([key, message]): Problem[] => {
    if (!isMessageKey(key)) return [{ message: `there is no message ${JSON.stringify(key)}`, position: { file: shown, path: key }, ...fixOf(suggestion(key, Object.keys(packs.en))) }];
    const fault = messageFault(message, packs[language][key]);
    return fault === null ? [] : [{ message: fault, position: { file: shown, path: key }, fix: 'Compare it with the shipped message of that key.' }];
  });
  if (problems.length > 0) throw new UserError(problems);
  return found.data;
}

function fixOf(fix: string | undefined): { readonly fix?: string } {
  return fix === undefined || fix.length > 300 ? { fix: 'Keys are those of the shipped pack; remove this one.' } : { fix };
}

function parsed(file: string, shown: string): unknown {
  try {
    if (statSync(file).size > largestFile) throw new UserError({ message: `is larger than ${largestFile / 1024} KiB`, position: { file: shown }, fix: 'Keep the messages you change and remove the rest.' });
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file)));
    return value;
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError({ message: 'is not JSON in UTF-8', position: { file: shown }, fix: 'Mend it, or delete it.' }, { cause });
  }
}
