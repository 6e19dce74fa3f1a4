/** Environment variables that hold secrets, by name; those that only say where a secret is are left readable. */
const secretName = /SECRET|PASSWORD|PASSWD|TOKEN|CREDENTIAL|CONNECTION_?STRING|_KEY$|_SAS$|APIKEY|API_KEY/i;
/** Webhook addresses are secrets themselves. */
const secretPlace = /WEBHOOK/i;
const placeName = /(_FILE|_PATH|_DIR|_URL|_URI|_ENDPOINT)$/i;

/** Shorter values are no secrets, and would blot out ordinary words. */
const shortestSecret = 6;

/** Values that a config calls secrets are secrets even when shorter. */
const shortestNamedSecret = 4;

/** Replaces the values of `more` and of secret environment variables by `***`, as they are and as JSON (once or twice) and URLs write them. */
export function redactor(env: Readonly<Record<string, string | undefined>>, more: readonly string[] = []): (text: string) => string {
  const named = Object.entries(env).flatMap(([name, value]) => (value !== undefined && value.length >= shortestSecret && (secretPlace.test(name) || (secretName.test(name) && !placeName.test(name))) ? [value] : []));
  const secrets = [...named, ...proxyPasswords(env), ...more.filter((value) => value.length >= shortestNamedSecret)];
  // Messages quote values as JSON does, and JSON logs quote the messages.
  const forms = new Set(secrets.flatMap((secret) => [secret, quoted(secret), quoted(quoted(secret)), encodeURIComponent(secret)]));
  // The longest first: a secret may be part of another.
  const ordered = [...forms].toSorted((left, right) => right.length - left.length);
  return (text) => ordered.reduce((safe, secret) => safe.replaceAll(secret, () => '***'), text);
}

/** A proxy's address is no secret, its user's password is. */
function proxyPasswords(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(env).flatMap(([name, value = '']) => {
    const password = /_proxy$/i.test(name) ? (URL.parse(value)?.password ?? '') : '';
    return password.length < shortestNamedSecret ? [] : [password, plain(password)];
  });
}

function plain(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

function quoted(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Text from outside as a terminal may show it: no escape sequences, no other control or direction-changing characters. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (character) => (character === '\n' || character === '\t' ? character : '\ufffd'));
}
