/** Tests of one string against another, as the string operators define them. */
export type TextTest = (text: string, sought: string) => boolean;

const wordCharacter = /[\p{L}\p{N}]/u;

function isWordAt(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  if (code < 128) return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return index >= 0 && index < text.length && wordCharacter.test(text.charAt(index));
}

/**
 * Looks for a run of whole terms, terms being maximal runs of letters and digits
 * (datatypes-string-operators, "What is a term?"). `start` and `end` say which edge must be a term's edge.
 */
function hasTerm(text: string, sought: string, start: boolean, end: boolean): boolean {
  if (sought === '') return true;
  for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + 1)) {
    const after = at + sought.length;
    const startsTerm = !start || !isWordAt(sought, 0) || !isWordAt(text, at - 1);
    const endsTerm = !end || !isWordAt(sought, sought.length - 1) || !isWordAt(text, after);
    if (startsTerm && endsTerm) return true;
  }
  return false;
}

const sensitive: Readonly<Record<string, TextTest>> = {
  Has: (text, sought) => hasTerm(text, sought, true, true),
  HasPrefix: (text, sought) => hasTerm(text, sought, true, false),
  HasSuffix: (text, sought) => hasTerm(text, sought, false, true),
  Contains: (text, sought) => text.includes(sought),
  StartsWith: (text, sought) => text.startsWith(sought),
  EndsWith: (text, sought) => text.endsWith(sought),
};

/** A string operator: its test, whether case counts, and whether the result is turned round. */
export interface TextOperator {
  readonly test: TextTest;
  readonly caseSensitive: boolean;
  readonly negated: boolean;
}

/** By the language service's node kind, such as `NotHasCsExpression`. */
export const textOperators: ReadonlyMap<string, TextOperator> = new Map<string, TextOperator>([
  ...Object.entries(sensitive).flatMap(([name, test]): [string, TextOperator][] => [
    [`${name}Expression`, { test, caseSensitive: false, negated: false }],
    [`${name}CsExpression`, { test, caseSensitive: true, negated: false }],
    [`Not${name}Expression`, { test, caseSensitive: false, negated: true }],
    [`Not${name}CsExpression`, { test, caseSensitive: true, negated: true }],
  ]),
  ['EqualTildeExpression', { test: (text, sought) => text === sought, caseSensitive: false, negated: false }],
  ['BangTildeExpression', { test: (text, sought) => text === sought, caseSensitive: false, negated: true }],
]);

/** The `has` test without case, for `has_any` and `has_all`; both sides lower-cased by the caller. */
export const hasWholeTerm: TextTest = (text, sought) => hasTerm(text, sought, true, true);
