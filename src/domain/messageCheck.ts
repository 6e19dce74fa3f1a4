import { IntlMessageFormat } from 'intl-messageformat';

type Elements = ReturnType<IntlMessageFormat['getAst']>;

/** The parser's number for a piece of plain text; pieces with `options` are plural or select, all others with a `value` are arguments. */
const literal = 0;

/** What a message asks for: `name` for an argument as it is, `name: number` for one that is counted or formatted, `name: a b other` for one of several words. */
export function argumentsOf(message: string): readonly string[] {
  return [...new Set(argumentsIn(new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).getAst()))].toSorted();
}

function argumentsIn(elements: Elements): string[] {
  return elements.flatMap((element): string[] => {
    if ('options' in element) {
      const forms = Object.entries(element.options);
      const own = 'pluralType' in element ? `${element.value}: number` : `${element.value}: ${forms.map(([name]) => name).toSorted().join(' ')}`;
      return [own, ...forms.flatMap(([, { value }]) => argumentsIn(value))];
    }
    if (!('value' in element) || element.type === literal) return [];
    return ['style' in element ? `${element.value}: number` : element.value];
  });
}

/** Longest message of one's own. */
const longest = 2000;

/** What is wrong with a message that is to replace a shipped one; null: nothing. It may leave arguments out, and has no others. */
export function messageFault(message: string, shipped: string): string | null {
  if (message.trim() === '' || message.length > longest) return `is empty or longer than ${longest} characters`;
  const known = argumentsOf(shipped);
  const names = new Set(known.map(nameOf));
  const counted = new Set(known.filter((one) => one.endsWith(': number')).map(nameOf));
  const own = argumentsTried(message);
  if (typeof own === 'string') return own;
  const unknown = own.find((one) => !names.has(nameOf(one)));
  if (unknown !== undefined) return `asks for {${nameOf(unknown)}}, which it is not given; there ${names.size === 0 ? 'are no values' : `is ${[...names].map((name) => `{${name}}`).join(', ')}`}`;
  const uncountable = own.find((one) => one.endsWith(': number') && !counted.has(nameOf(one)));
  return uncountable === undefined ? null : `counts {${nameOf(uncountable)}}, which is a text`;
}

function argumentsTried(message: string): readonly string[] | string {
  try {
    return argumentsOf(message);
  } catch (error) {
    return `is not an ICU message: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function nameOf(argument: string): string {
  return argument.replace(/: .*$/, '');
}
