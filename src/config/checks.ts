import { z } from 'zod';
import { isTimeZone } from '../domain/calendar.ts';
import { environmentName, knownEnvironments } from '../domain/environment.ts';
import { closest } from './suggest.ts';

/** Check on an object whose fields are all optional: one must be given. */
export function atLeastOne(fields: string): z.core.CheckFn<object> {
  return (context) => {
    if (Object.keys(context.value).length > 0) return;
    context.issues.push({ code: 'custom', input: context.value, message: 'matches nothing', params: { fix: `Give at least one of ${fields}.` } });
  };
}

/** Check on a list: no two entries with the same identity. */
export function once<Entry>(identity: (entry: Entry) => string): z.core.CheckFn<Entry[]> {
  return (context) => {
    const seen = new Set<string>();
    for (const [index, entry] of context.value.entries()) {
      const name = identity(entry);
      if (seen.has(name)) context.issues.push({ code: 'custom', input: entry, path: [index], message: `is here twice: ${JSON.stringify(name)}`, params: { fix: 'Keep one of them.' } });
      seen.add(name);
    }
  };
}

/** Reports a fault that no built-in check of the schema library knows, with the way to mend it. */
function fault(context: z.core.ParsePayload<string>, message: string, fix?: string): void {
  context.issues.push({ code: 'custom', input: context.value, message, params: { fix } });
}

/** One line of text a reader will see: not empty, at most 200 characters, no control characters. */
export const lineOfText = z.string().min(1).max(200).check((context) => {
  if (/\p{Cc}/u.test(context.value)) fault(context, 'must not hold line breaks or other control characters', 'Write it on one line.');
});

/** Name of an IANA time zone, as this runtime knows it. */
export const timeZoneName = z.string().check((context) => {
  if (/^[A-Za-z]/.test(context.value) && isTimeZone(context.value)) return;
  const close = closest(context.value, Intl.supportedValuesOf('timeZone'));
  const fix = close === null ? 'Use an IANA name such as Europe/Berlin or UTC.' : `Did you mean "${close}"?`;
  fault(context, `unknown time zone ${JSON.stringify(context.value)}`, fix);
});

/** BCP 47 language tag with number and date formats in this runtime. */
export const localeTag = z.string().check((context) => {
  if (hasLocale(context.value)) return;
  fault(context, `unknown locale ${JSON.stringify(context.value)}`, 'Use a language tag such as en-GB or de-DE.');
});

function hasLocale(tag: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag).length === 1;
  } catch {
    return false;
  }
}

/** An https address without user, query or fragment. Plain http is refused even for this machine: tokens travel here. */
export const httpsUrl = z.string().check((context) => {
  const url = URL.parse(context.value);
  if (url === null) return fault(context, `not an address: ${JSON.stringify(context.value)}`, 'Write it as https://host or https://host:port.');
  if (url.protocol !== 'https:') return fault(context, `must be an https address, not ${url.protocol}//`, 'Use https; a local server needs a certificate too (see azure.caFile).');
  if (url.username !== '' || url.password !== '') return fault(context, 'must not hold a user name or a password', 'Remove the part before "@".');
  if (url.search !== '' || url.hash !== '') fault(context, 'must not hold a query or a fragment', 'Remove everything from "?" or "#" on.');
});

/** An https address that is a secret itself, as webhooks are: it may hold a query, and is never shown. */
export const webhookUrl = z.string().check((context) => {
  const url = URL.parse(context.value);
  const wrong = url === null ? 'holds no address' : url.protocol !== 'https:' ? 'must hold an https address' : url.username !== '' || url.password !== '' ? 'must hold an address without user name and password' : null;
  // An unset variable has been told already.
  if (wrong !== null && context.value !== '') context.issues.push({ code: 'custom', input: '', message: wrong, params: { fix: 'Put the address of the webhook, https://…, into the environment variable.' } });
});

/** Name of a management group: its id, not its display name. */
export const managementGroupName = z.string().check((context) => {
  if (/[*?]/.test(context.value)) return fault(context, 'is a name, not a pattern', 'Name each management group in an entry of its own.');
  if (!/^[-\w.()]{1,90}$/.test(context.value)) fault(context, `not a management group id: ${JSON.stringify(context.value)}`, 'Use the group\'s id (letters, digits, - _ . and parentheses), not its display name.');
});

/** A name or id in which `*` stands for any characters and `?` for one. */
export const globPattern = z.string().min(1).max(200).check((context) => {
  if (/[[\]{}]/.test(context.value)) fault(context, `${JSON.stringify(context.value)} holds brackets; only * and ? are wildcards`, 'Write one entry per name, or ? for a character that may be anything.');
  else if (/\p{Cc}/u.test(context.value)) fault(context, 'must not hold control characters', 'Write the name on one line.');
});

/** An environment of Defender for Cloud, compared without case. */
export const environmentText = z.string().check((context) => {
  const known: readonly string[] = knownEnvironments;
  if (known.includes(environmentName(context.value))) return;
  const close = closest(context.value, known);
  fault(context, `must be one of ${known.join(', ')}, not ${JSON.stringify(context.value)}`, close === null ? undefined : `Did you mean "${close}"?`);
}).meta({ enum: [...knownEnvironments] });

/** A mail address, by syntax only. */
export const mailAddress = z.string().check((context) => {
  if (context.value.length > 254 || !z.regexes.email.test(context.value)) fault(context, `not a mail address: ${JSON.stringify(context.value)}`, 'Write it as name@example.com.');
});

/** A number of percent or percentage points, 0–100. */
export const percentNumber = z.number().min(0).max(100);

/** A domain name with at least two labels, ASCII. */
export const domainName = z.string().check((context) => {
  if (context.value.length > 253 || !/^(?!-)([A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}$/.test(context.value)) fault(context, `not a domain: ${JSON.stringify(context.value)}`, 'Write it as example.com.');
});

/** A folder below another, `a/b`: no way up, nothing a file system reads otherwise. */
export const relativeFolder = z.string().max(200).check((context) => {
  const parts = context.value === '' ? [] : context.value.split('/');
  if (!parts.every((part) => /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/.test(part) && !part.includes('..'))) fault(context, `not a folder: ${JSON.stringify(context.value)}`, 'Write it as a/b, of letters, digits, - _ and dots.');
});

/** Where git fetches from and pushes to. Other transports of git run programs, plain http shows tokens to everyone on the way. */
export const remoteAddress = z.string().max(500).check((context) => {
  const remote = context.value;
  if (/^ssh:\/\/[\w.@:-]+\/[^\s]+$/.test(remote) || /^[\w.-]+@[\w.-]+:(?!:)[^\s]+$/.test(remote) || /^(\/|[A-Za-z]:[\\/])[^\r\n]*$/.test(remote)) return;
  const url = URL.parse(remote);
  if (url === null || url.protocol !== 'https:') return fault(context, `not an address git may use here: ${JSON.stringify(remote)}`, 'Use https://host/path, ssh://git@host/path, git@host:path or an absolute path.');
  if (url.username !== '' || url.password !== '' || url.search !== '') fault(context, 'must not hold a user, a password or a query', 'Give the token as token: ${NAME}.');
});

const subjectWords = ['title', 'company', 'score', 'change', 'since', 'day', 'target', 'group'];

/** A mail's subject with {words} in braces. */
export const subjectTemplate = lineOfText.check((context) => {
  for (const [, word = ''] of context.value.matchAll(/\{([^{}]*)\}/g)) {
    if (!subjectWords.includes(word)) fault(context, `unknown word {${word}}`, `Use ${subjectWords.map((name) => `{${name}}`).join(', ')}.`);
  }
});
