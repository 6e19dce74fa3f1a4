/** Everything that a message holds, decoded: its headers, its texts as a reader sees them, its files by name. */
export interface ReadMail {
  /** Lower-case names; folded lines joined, encoded words decoded. */
  readonly headers: ReadonlyMap<string, string>;
  readonly parts: readonly { readonly contentType: string; readonly fileName: string | null; readonly bytes: Buffer }[];
}

/** Reads a MIME message as mail programs do; enough of the format for messages of this program. */
export function readMail(raw: Uint8Array): ReadMail {
  const text = Buffer.from(raw).toString('latin1');
  return { headers: headersOf(text), parts: partsOf(text) };
}

function partsOf(text: string): ReadMail['parts'] {
  const headers = headersOf(text);
  const contentType = headers.get('content-type') ?? 'text/plain';
  const body = text.slice(text.indexOf('\r\n\r\n') + 4);
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  if (boundary !== undefined) return body.split(`--${boundary}`).slice(1, -1).flatMap((part) => partsOf(part.replace(/^\r\n/, '')));
  const fileName = /filename="?([^";]+)"?/.exec(headers.get('content-disposition') ?? '')?.[1] ?? null;
  return [{ contentType: contentType.split(';')[0] ?? '', fileName, bytes: decoded(body, headers.get('content-transfer-encoding') ?? '7bit') }];
}

function headersOf(text: string): ReadonlyMap<string, string> {
  const end = text.indexOf('\r\n\r\n');
  const lines = text.slice(0, end < 0 ? text.length : end).replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), words(line.slice(line.indexOf(':') + 1).trim())]));
}

/** `=?UTF-8?Q?…?=`, as in RFC 2047. */
function words(value: string): string {
  return value.replace(/\?=\s+=\?/g, '?==?').replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, text: string) => decoded(kind.toLowerCase() === 'b' ? text : text.replaceAll('_', ' '), kind.toLowerCase() === 'b' ? 'base64' : 'quoted-printable').toString('utf8'));
}

function decoded(body: string, encoding: string): Buffer {
  if (encoding === 'base64') return Buffer.from(body, 'base64');
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1');
  return Buffer.from(body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1');
}
