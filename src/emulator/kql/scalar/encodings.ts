import { createHash } from 'node:crypto';
import type { Value } from '../values.ts';
import { notSupported, ofText } from './call.ts';
import type { ScalarFunction } from './call.ts';

/** Only text: how Kusto lays out other types in bytes is not documented. */
const digest = (algorithm: 'md5' | 'sha1' | 'sha256'): ScalarFunction => (call) => {
  if (call.args[0]?.type !== 'string') throw notSupported(call, `only strings can be hashed, not ${call.args[0]?.type ?? 'nothing'}`);
  return ofText((text) => createHash(algorithm).update(text, 'utf8').digest('hex'))(call);
};

function decodeUrl(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** Kusto writes the hexadecimal digits in lower case. */
function encodeUrl(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(/%../g, (escape) => escape.toLowerCase());
}

function decodeBase64(text: string): string {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return '';
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'base64'));
  } catch {
    return '';
  }
}

const urlForm = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:([^:@/?#]*)(?::([^@/?#]*))?@)?([^:/?#]*)(?::(\d+))?(\/[^?#]*)?(?:\?([^#]*))?(?:#(.*))?$/i;

function queryParameters(text: string): Record<string, Value> {
  const pairs = text.split('&').filter((pair) => pair !== '').map((pair) => {
    const at = pair.indexOf('=');
    return at < 0 ? [pair, ''] as const : [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  return Object.fromEntries(pairs);
}

/** The parts of a URL by the names parse_url gives them. */
export function parseUrl(text: string): Value {
  const parts = urlForm.exec(text);
  const [, scheme = '', user = '', password = '', host = '', port = '', path = '', query = '', fragment = ''] = parts ?? [];
  return {
    Scheme: scheme, Host: host, Port: port, Path: path,
    Username: user, Password: password, 'Query Parameters': queryParameters(query), Fragment: fragment,
  };
}

/** URLs, Base64 and digests. `hash()` itself (xxHash64) is left out: its value does not fit this engine's longs. */
export const encodingFunctions: Readonly<Record<string, ScalarFunction>> = {
  hash_sha256: digest('sha256'),
  hash_sha1: digest('sha1'),
  hash_md5: digest('md5'),
  url_decode: ofText(decodeUrl),
  url_encode: ofText((text) => encodeUrl(text).replaceAll('%20', '+')),
  url_encode_component: ofText(encodeUrl),
  base64_encode_tostring: ofText((text) => Buffer.from(text, 'utf8').toString('base64')),
  base64_decode_tostring: ofText(decodeBase64),
  parse_url: ofText(parseUrl),
  parse_urlquery: ofText((text) => ({ 'Query Parameters': queryParameters(text.replace(/^\?/, '')) })),
};
