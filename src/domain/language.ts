import { IntlMessageFormat } from 'intl-messageformat';
import de from '../../templates/languages/de.json' with { type: 'json' };
import en from '../../templates/languages/en.json' with { type: 'json' };

/** Languages that a report can speak. */
export const languages = ['en', 'de'] as const;

export type Language = (typeof languages)[number];

/** Name of a message in the language packs. */
export type MessageKey = keyof typeof en;

/** Messages that replace shipped ones, by their keys; whoever reads them refuses unknown keys. */
export type OwnMessages = Readonly<Record<string, string>>;

/** Values of a message's arguments. Texts are put in as they are, never read as part of the message. */
export type MessageValues = Readonly<Record<string, string | number>>;

/** The words of a report in one language. */
export interface Words {
  readonly language: Language;
  /** A message with its arguments filled in; plain text, to be escaped by whoever writes it. Throws when an argument is missing. */
  text(key: MessageKey, values?: MessageValues): string;
}

/** The shipped packs. Messages are ICU MessageFormat without tags: a message holds no markup. */
export const packs: Readonly<Record<Language, Readonly<Record<MessageKey, string>>>> = { en, de };

/** Numbers and dates as a language's readers expect them, where config names no locale. */
export const localeOfLanguage: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE' };

export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(en, key);
}

/** The words of a language with numbers written as in `locale`. Each message is compiled when it is first needed. */
export function wordsFor(language: Language, locale: string, own: OwnMessages = {}): Words {
  const pack = packs[language];
  const formatters = formattersOf(language, locale);
  const messages = new Map<MessageKey, (values: MessageValues) => string>();
  return {
    language,
    text: (key, values = {}) => {
      const message = messages.get(key) ?? compile(own[key] ?? pack[key], language, formatters);
      messages.set(key, message);
      return message(values);
    },
  };
}

/**
 * A template's `{{t "key" name=value}}`: the message as text, which the template engine escapes like any other. Throws for a key that no pack has.
 */
export function messageHelper(words: Words): (key: unknown, options: { readonly hash: Readonly<Record<string, unknown>> }) => string {
  return (key, { hash }) => {
    if (typeof key !== 'string' || !isMessageKey(key)) throw new Error(`the language packs have no message ${JSON.stringify(key)}`);
    return words.text(key, Object.fromEntries(Object.entries(hash).map(([name, value]) => [name, typeof value === 'number' ? value : String(value)])));
  };
}

/** Plural forms follow the language, digits the locale: a German report may write its numbers as in Switzerland. */
function compile(message: string, language: Language, formatters: Formatters): (values: MessageValues) => string {
  const compiled = new IntlMessageFormat(message, language, undefined, { ignoreTag: true, formatters });
  return plainMessage(compiled.getAst()) ?? ((values) => String(compiled.format(values)));
}

type Elements = ReturnType<IntlMessageFormat['getAst']>;

/** The parser's numbers for text and for an argument that is put in as it is. */
const [literal, argument] = [0, 1];

/** Most messages are texts with values in between: put together here, ten times as fast as by the library. Null: the message is more than that. */
function plainMessage(elements: Elements): ((values: MessageValues) => string) | null {
  const pieces = elements.flatMap((element) => ((element.type === literal || element.type === argument) && 'value' in element ? [{ text: element.value, isValue: element.type === argument }] : []));
  if (pieces.length !== elements.length) return null;
  return (values) => pieces.map(({ text, isValue }) => (isValue ? given(values, text) : text)).join('');
}

function given(values: MessageValues, name: string): string {
  const value = values[name];
  if (value === undefined) throw new Error(`the message's value ${name} is missing`);
  return String(value);
}

type Formatters = ReturnType<typeof formattersOf>;

/** Makers of Intl's formatters that keep what they made: making one costs more than a page's worth of messages. */
function formattersOf(language: Language, locale: string) {
  const kept = <Options, Made>(make: (options: Options | undefined) => Made): ((locales?: unknown, options?: Options) => Made) => {
    const made = new Map<string, Made>();
    return (_, options) => {
      const key = JSON.stringify(options ?? null);
      const formatter = made.get(key) ?? make(options);
      made.set(key, formatter);
      return formatter;
    };
  };
  return {
    getNumberFormat: kept((options: Intl.NumberFormatOptions | undefined) => new Intl.NumberFormat(locale, options)),
    getDateTimeFormat: kept((options: Intl.DateTimeFormatOptions | undefined) => new Intl.DateTimeFormat(locale, options)),
    getPluralRules: kept((options: Intl.PluralRulesOptions | undefined) => new Intl.PluralRules(language, options)),
  };
}
