/** A token in the compact form of JSON Web Tokens. */
const webToken = /\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g;
const bearer = /\bbearer\s+[\w.~+/=-]+/gi;
const secretParameter = /\b(client_secret|client_assertion|password|access_token|refresh_token)(["']?\s*[=:]\s*["']?)[^&\s"',}]+/gi;

/** Names of environment variables that hold secrets. */
const secretNames = ['AZURE_CLIENT_SECRET', 'AZURE_CLIENT_CERTIFICATE_PASSWORD', 'AZURE_PASSWORD', 'SYSTEM_ACCESSTOKEN', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'];

/** Shorter values would blot out ordinary words. */
const shortestSecret = 6;

/** A function that takes secrets out of a text: the values of the environment's secrets, tokens, and parameters known to hold one. */
export function redactor(env: Readonly<Record<string, string | undefined>>): (text: string) => string {
  const values = secretNames.map((name) => env[name] ?? '').filter((value) => value.length >= shortestSecret);
  const spellings = [...new Set(values.flatMap((value) => [value, encodeURIComponent(value)]))].toSorted((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const spelling of spellings) clean = clean.replaceAll(spelling, '[secret]');
    return clean.replace(webToken, '[token]').replace(bearer, 'Bearer [token]').replace(secretParameter, '$1$2[secret]');
  };
}
