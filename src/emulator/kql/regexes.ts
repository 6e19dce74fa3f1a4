import { KqlError } from './errors.ts';

const cache = new Map<string, RegExp>();

/**
 * A Kusto regular expression (RE2 syntax) as a JavaScript one. What the two read differently is refused rather than guessed.
 * @throws KqlError `semantic` when it is no valid pattern, `unsupported` when JavaScript has no equal.
 */
export function compileRegex(pattern: string, flags = ''): RegExp {
  const key = `${flags}/${pattern}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const compiled = translate(pattern, flags);
  if (cache.size > 500) cache.clear();
  cache.set(key, compiled);
  return compiled;
}

function translate(pattern: string, extraFlags: string): RegExp {
  const leading = /^\(\?([imsU]+)\)/.exec(pattern);
  const letters = `${leading?.[1] ?? ''}${extraFlags}`;
  const body = pattern.slice(leading?.[0].length ?? 0);
  const foreign = letters.includes('U') ? ['(?U)'] : /\(\?[imsU-]+[:)]|\(\?<?[=!]|\\[1-9CQEKkGX]|[*+?}]\+|\[\[:/.exec(body);
  if (foreign !== null) throw new KqlError('unsupported', `this part of a regular expression is not supported: ${foreign[0]}`, { construct: 'regular expression', token: pattern });
  const unicode = /\\p/i.test(body);
  const flags = [...new Set(letters.replace(/[^ims]/g, ''))].join('') + (unicode ? 'u' : '');
  const source = body.replace(/\(\?P</g, '(?<').replace(/\\A/g, '^').replace(/\\z/g, '$').replace(/\\([pP])([A-Z])/g, '\\$1{$2}');
  try {
    return new RegExp(source, flags);
  } catch (cause) {
    throw new KqlError('semantic', `not a regular expression: ${pattern}`, { construct: 'regular expression', token: pattern, cause });
  }
}

/** The same pattern, finding every match. */
export function globalRegex(regex: RegExp): RegExp {
  return new RegExp(regex.source, `${regex.flags}g`);
}
