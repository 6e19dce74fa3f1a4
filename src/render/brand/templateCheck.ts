import Handlebars from 'handlebars';
import { UserError, type Problem } from '../../domain/errors.ts';
import { placeAfter, start, type Place } from './htmlPlace.ts';

/** Largest template, characters. */
const largest = 131_072;

/** Names by which templates have reached JavaScript's own objects (CVE-2019-19919, CVE-2021-23369, CVE-2026-33937). */
const reaching = /^(?:__\w+__|constructor|prototype|toString|valueOf|hasOwnProperty|call|apply|bind)$/;

const builtIn = new Set(['if', 'unless', 'each', 'with']);

/** Attributes whose value is an address. */
const addresses = new Set(['href', 'src', 'action', 'formaction', 'poster', 'data', 'srcset', 'xlink:href', 'background', 'cite', 'ping']);

/** Markup that a page of text does not have; a shipped template that has it may keep it. */
const unwanted: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/<script\b/gi, 'a script'], [/<(?:iframe|frame|object|embed|applet|portal)\b/gi, 'a frame'], [/<base\b/gi, 'a base address'], [/<meta\b/gi, 'a meta element'], [/<link\b/gi, 'a link element'],
  [/<(?:form|input|button|textarea|select)\b/gi, 'a form'], [/<style\b/gi, 'a style element'], [/\son[a-z]+\s*=/gi, 'an event handler'], [/\sstyle\s*=/gi, 'a style attribute'], [/javascript\s*:/gi, 'a javascript: address'],
  [/\bsrcdoc\s*=/gi, 'a srcdoc attribute'], [/<(?:svg|math)\b/gi, 'an SVG or MathML element'],
];

export interface TemplateRules {
  /** Helpers beside the built-in ones, by name. */
  readonly helpers: ReadonlySet<string>;
  /** Names of the partials. */
  readonly partials: ReadonlySet<string>;
  /** The shipped template of the same name. */
  readonly shipped: string;
  /** Expressions that shipped templates use as a whole address, as written (`page`, `home`). */
  readonly addresses: ReadonlySet<string>;
  /** The file as messages name it. */
  readonly file: string;
  /** Plain text, as the text part of mail: nothing in it is markup. */
  readonly plain: boolean;
}

/** A template of one's own: text, values and the shipped helpers, and no way beyond them. @throws UserError with every fault, each with its line. */
export function checkTemplate(text: string, rules: TemplateRules): void {
  const { file } = rules;
  if (text.length > largest) throw new UserError({ message: `is larger than ${largest / 1024} KiB`, position: { file }, fix: 'Make it smaller.' });
  const program = parsed(text, file);
  const problems: Problem[] = [];
  const shippedRaw = new Set(rawExpressions(parsed(rules.shipped, file)));
  new Walk(rules, shippedRaw, (message, fix, place) => { if (problems.length < 20) problems.push({ message, fix, position: { file, line: place.start.line, column: place.start.column + 1 } }); }).program(program, start);
  if (!rules.plain) problems.push(...unwantedMarkup(text, rules));
  if (problems.length > 0) throw new UserError(problems.toSorted((a, b) => (a.position?.line ?? 0) - (b.position?.line ?? 0)));
}

function parsed(text: string, file: string): hbs.AST.Program {
  try {
    return Handlebars.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const line = /on line (\d+)/.exec(message)?.[1];
    const [, near = '', wanted = ''] = /\n([^\n]*)\n-*\^\n(.*)/s.exec(message) ?? [];
    const said = near === '' ? message : `cannot be read near ${JSON.stringify(near.slice(-60))}${wanted === '' ? '' : ` (${wanted.slice(0, 120)})`}`;
    throw new UserError({ message: said.replace(/\n/g, ' '), position: { file, ...(line === undefined ? {} : { line: Number(line) }) }, fix: 'Correct the {{…}} there.' }, { cause: error });
  }
}

/** Markup that the shipped template has less of. */
function unwantedMarkup(text: string, { shipped, file }: TemplateRules): readonly Problem[] {
  return unwanted.flatMap(([pattern, what]) => {
    const found = [...text.matchAll(pattern)];
    const allowed = [...shipped.matchAll(pattern)].length;
    const first = found[allowed];
    if (first === undefined) return [];
    return [{ message: `holds ${what}`, position: { file, line: text.slice(0, first.index).split('\n').length }, fix: 'Remove it: templates hold text and plain markup; looks belong into assets/extra.css.' }];
  });
}

/** Expressions that a shipped template uses as the whole value of an address. */
export function addressExpressions(text: string): readonly string[] {
  const found: string[] = [];
  for (const [, , expression = ''] of text.matchAll(/\b(href|src)="\{\{([^{}#/>]+)\}\}/g)) found.push(expression.trim());
  return found;
}

/** Names that a shipped template calls with arguments: its helpers. */
export function helperCalls(text: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null) return;
    if ('type' in node && (node.type === 'MustacheStatement' || node.type === 'SubExpression')) {
      const { path, params, hash } = node as hbs.AST.MustacheStatement;
      if (path.type === 'PathExpression' && (params.length > 0 || (hash?.pairs.length ?? 0) > 0)) found.push((path as hbs.AST.PathExpression).original);
    }
    for (const [key, value] of Object.entries(node)) if (key !== 'loc') visit(value);
  };
  visit(Handlebars.parse(text));
  return found;
}

function rawExpressions(program: hbs.AST.Program): readonly string[] {
  return program.body.flatMap((statement) => {
    if (statement.type === 'MustacheStatement') {
      const { escaped, path } = statement as hbs.AST.MustacheStatement;
      return escaped || path.type !== 'PathExpression' ? [] : [(path as hbs.AST.PathExpression).original];
    }
    if (statement.type !== 'BlockStatement') return [];
    const { program: inner, inverse } = statement as hbs.AST.BlockStatement;
    return [inner, inverse].flatMap((one) => (one === undefined || one === null ? [] : rawExpressions(one)));
  });
}

/** Values of the style attributes in a shipped template. */
function stylesOf(text: string): readonly string[] {
  return [...text.matchAll(/\sstyle="([^"]*)"/g)].map(([, value = '']) => value);
}

type Report = (message: string, fix: string, place: hbs.AST.SourceLocation) => void;

/** One pass over a template that knows where in the page it is. */
class Walk {
  readonly #rules: TemplateRules;
  readonly #shippedRaw: ReadonlySet<string>;
  readonly #report: Report;

  constructor(rules: TemplateRules, shippedRaw: ReadonlySet<string>, report: Report) {
    this.#rules = rules;
    this.#shippedRaw = shippedRaw;
    this.#report = report;
  }

  program({ body }: hbs.AST.Program, from: Place): Place {
    return body.reduce((place, statement) => this.#statement(statement, place), from);
  }

  #statement(statement: hbs.AST.Statement, place: Place): Place {
    switch (statement.type) {
      case 'ContentStatement': return this.#rules.plain ? place : placeAfter((statement as hbs.AST.ContentStatement).value, place);
      case 'CommentStatement': return place;
      case 'MustacheStatement': return this.#mustache(statement as hbs.AST.MustacheStatement, place);
      case 'BlockStatement': return this.#block(statement as hbs.AST.BlockStatement, place);
      case 'PartialStatement': {
        this.#partial(statement as hbs.AST.PartialStatement, place);
        return place;
      }
      default: {
        this.#report(`${statement.type.replace(/Statement$|Block$/, '').toLowerCase()}s are not supported`, 'Use values, if, unless, each, with and the shipped partials.', statement.loc);
        return place;
      }
    }
  }

  #mustache({ path, params, hash, escaped, loc }: hbs.AST.MustacheStatement, place: Place): Place {
    this.#call(path, params, hash, loc, false);
    const written = path.type === 'PathExpression' ? (path as hbs.AST.PathExpression).original : '';
    if (!escaped && !this.#shippedRaw.has(written)) this.#report(`{{{${written}}}} writes a value unescaped`, `Write {{${written}}}.`, loc);
    if (this.#rules.plain) return place;
    if (place.at === 'tag' || place.at === 'unquoted') this.#report(`{{${written}}} stands in a tag outside quotes, where a value can end the attribute`, 'Put the attribute\'s value into double quotes.', loc);
    if (place.at === 'raw' && place.element !== 'title') this.#report(`{{${written}}} stands in <${place.element}>, whose content is not escaped`, 'Remove it.', loc);
    const asShipped = place.at === 'value' && place.attribute === 'style' && stylesOf(this.#rules.shipped).some((style) => style.includes(`{{${written}}}`));
    if (place.at === 'value' && /^on|^style$/.test(place.attribute) && !asShipped) this.#report(`{{${written}}} stands in the attribute ${place.attribute}`, 'Remove it.', loc);
    const whole = place.at === 'value' && addresses.has(place.attribute) && !place.begun;
    const expression = [written, ...params.map((param) => (param.type === 'PathExpression' ? (param as hbs.AST.PathExpression).original : ''))].join(' ');
    if (whole && !expression.startsWith('url ') && !this.#rules.addresses.has(expression)) this.#report(`{{${expression}}} is an address that is not checked`, `Write {{url ${expression}}}, which lets through https addresses only.`, loc);
    return place.at === 'value' ? { ...place, begun: true } : place;
  }

  #block({ path, params, hash, program, inverse, loc }: hbs.AST.BlockStatement, place: Place): Place {
    this.#call(path, params, hash, loc, true);
    const ends = [program, inverse].flatMap((one) => (one === undefined || one === null ? [] : [this.program(one, place)]));
    const odd = ends.find((end) => end.at !== place.at);
    if (odd !== undefined && !this.#rules.plain) this.#report('a block begins in one place of the page and ends in another (text, a tag, a value)', 'Open and close tags and quotes within the same block.', loc);
    return place;
  }

  #partial({ name, params, hash, loc }: hbs.AST.PartialStatement, place: Place): void {
    if (name.type !== 'PathExpression') return this.#report('the name of a partial must be written out', 'Name a shipped partial.', loc);
    const { original } = name as hbs.AST.PathExpression;
    if (!this.#rules.partials.has(original)) this.#report(`there is no partial ${JSON.stringify(original)}`, `There are ${[...this.#rules.partials].toSorted().join(', ')}.`, loc);
    if (place.at !== 'text' && !this.#rules.plain) this.#report(`the partial ${original} stands inside a tag`, 'Put it where text stands.', loc);
    this.#arguments(params, hash);
  }

  /** A value, or a helper with arguments. */
  #call(path: hbs.AST.Expression, params: readonly hbs.AST.Expression[], hash: hbs.AST.Hash | undefined, loc: hbs.AST.SourceLocation, isBlock: boolean): void {
    if (path.type !== 'PathExpression') return this.#literal(path);
    const { original } = path as hbs.AST.PathExpression;
    const takes = params.length > 0 || (hash?.pairs.length ?? 0) > 0;
    const known = isBlock ? builtIn.has(original) : this.#rules.helpers.has(original);
    if (takes || isBlock) {
      if (!known) this.#report(`there is no helper ${JSON.stringify(original)}`, `There are ${(isBlock ? [...builtIn] : [...this.#rules.helpers]).join(', ')}.`, loc);
    } else this.#path(path as hbs.AST.PathExpression);
    this.#arguments(params, hash);
  }

  #arguments(params: readonly hbs.AST.Expression[], hash: hbs.AST.Hash | undefined): void {
    for (const value of [...params, ...(hash?.pairs ?? []).map((pair) => pair.value)]) {
      if (value.type === 'PathExpression') this.#path(value as hbs.AST.PathExpression);
      else if (value.type === 'SubExpression') {
        const { path, params: inner, hash: innerHash, loc } = value as hbs.AST.SubExpression;
        this.#call(path, inner, innerHash, loc, false);
      }
    }
    for (const pair of hash?.pairs ?? []) if (reaching.test(pair.key)) this.#report(`the name ${pair.key} is not allowed`, 'Remove it.', pair.loc);
  }

  #path({ parts, original, data, loc }: hbs.AST.PathExpression): void {
    const bad = parts.find((part) => reaching.test(String(part)));
    if (bad !== undefined) this.#report(`${original} reads ${bad}, which reaches out of the values`, 'Remove it.', loc);
    if (data && !/^(?:index|key|first|last)$/.test(String(parts[0] ?? ''))) this.#report(`there is no value @${String(parts[0] ?? '')}`, 'Use @index, @key, @first or @last.', loc);
  }

  #literal(path: hbs.AST.Expression): void {
    this.#report('a literal is not a value of the report', 'Write the text itself.', path.loc);
  }
}
