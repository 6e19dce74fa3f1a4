import { parseExpression } from 'vega';

/** Functions of numbers, texts, dates and colours: each gives a value from its arguments and does nothing else. */
const pure = new Set([
  'isArray', 'isBoolean', 'isDate', 'isDefined', 'isNumber', 'isObject', 'isString', 'isValid', 'isNaN', 'isFinite', 'toBoolean', 'toDate', 'toNumber', 'toString', 'if',
  'abs', 'ceil', 'floor', 'round', 'sqrt', 'pow', 'exp', 'log', 'min', 'max', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2', 'clamp', 'lerp', 'inrange', 'extent', 'span', 'hypot',
  'length', 'indexof', 'lastindexof', 'slice', 'substring', 'lower', 'upper', 'trim', 'truncate', 'parseFloat', 'parseInt', 'join', 'reverse', 'peek', 'pluck',
  'format', 'utcFormat', 'timeFormat', 'timeUnitSpecifier', 'monthFormat', 'monthAbbrevFormat', 'dayFormat', 'dayAbbrevFormat', 'datetime', 'utc', 'time', 'timezoneoffset',
  'year', 'quarter', 'month', 'date', 'day', 'week', 'dayofyear', 'hours', 'minutes', 'seconds', 'milliseconds', 'utcyear', 'utcquarter', 'utcmonth', 'utcdate', 'utcday', 'utcweek', 'utchours', 'utcminutes',
  'rgb', 'hsl', 'lab', 'hcl', 'luminance', 'contrast', 'scale', 'bandwidth', 'domain', 'range',
]);

/** What the compiler itself writes: scales, bins and steps of time, over names it made. */
const ofCompiler = new Set(['data', 'sequence', 'bandspace', 'timeOffset', 'utcOffset', 'sort', 'invert', 'merge', 'span', 'utcSequence', 'timeSequence']);

const constants = new Set(['NaN', 'E', 'LN10', 'LN2', 'LOG10E', 'LOG2E', 'MAX_VALUE', 'MIN_VALUE', 'PI', 'SQRT1_2', 'SQRT2', 'undefined', 'Infinity']);

/** Names by which expressions have reached out of the data (CVE-2025-25304, CVE-2025-59840, CVE-2025-66648, vega#3984). */
const reaching = /^(?:__\w*|constructor|prototype|toString|valueOf|toJSON|hasOwnProperty|call|apply|bind|caller|callee|arguments|event|item|group|view|window|self|global|globalThis|document|_|this)$/i;

export interface ExpressionRules {
  /** Names of params, beside `datum`. Null: all names, since the compiler made them. */
  readonly names: ReadonlySet<string> | null;
}

interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Why an expression is refused, in words; null when it only computes from the data. */
export function expressionFault(text: string, rules: ExpressionRules): string | null {
  try {
    // The types say that a program is parsed; it is one expression.
    return faultOf(parseExpression(text) as unknown as Node, rules);
  } catch (error) {
    return `is no expression: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function faultOf(node: Node, rules: ExpressionRules): string | null {
  const every = (...parts: readonly unknown[]): string | null => {
    for (const part of parts) {
      const fault = isNode(part) ? faultOf(part, rules) : null;
      if (fault !== null) return fault;
    }
    return null;
  };
  const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
  switch (node.type) {
    case 'Literal': return isRegex(node) ? 'holds a regular expression' : null;
    case 'Identifier': return nameFault(String(node['name']), rules);
    case 'MemberExpression': return memberFault(node, rules) ?? every(node['object'], node['computed'] === true ? node['property'] : null);
    case 'UnaryExpression': return every(node['argument']);
    case 'BinaryExpression':
    case 'LogicalExpression': return every(node['left'], node['right']);
    case 'ConditionalExpression': return every(node['test'], node['consequent'], node['alternate']);
    case 'ArrayExpression': return every(...list(node['elements']));
    case 'CallExpression': return callFault(node, rules) ?? every(...list(node['arguments']));
    case 'ObjectExpression': return rules.names === null ? objectFault(list(node['properties'])) ?? every(...list(node['properties']).map((property) => (isNode(property) ? property['value'] : null))) : 'makes an object';
    default: return `holds ${node.type}, which is not allowed here`;
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function isRegex(node: Node): boolean {
  return node['value'] instanceof RegExp || 'regex' in node;
}

function nameFault(name: string, { names }: ExpressionRules): string | null {
  if (reaching.test(name)) return `names ${name}, which reaches out of the data`;
  if (names === null || name === 'datum' || names.has(name) || constants.has(name)) return null;
  return `names ${name}, which is neither datum nor a param of the chart`;
}

/** `datum.name`, `datum['name']`, `labels[datum.value]`; never a computed name of a computed thing. */
function memberFault(node: Node, { names }: ExpressionRules): string | null {
  const property = isNode(node['property']) ? node['property'] : null;
  const name = property === null ? null : node['computed'] === true ? (property.type === 'Literal' ? String(property['value']) : null) : String(property['name']);
  if (name !== null) return reaching.test(name) ? `reads ${name}, which reaches out of the data` : null;
  const isParam = isNode(node['object']) && node['object'].type === 'Identifier' && node['object']['name'] !== 'datum';
  return names === null || isParam ? null : 'reads a field whose name it computes';
}

function callFault(node: Node, { names }: ExpressionRules): string | null {
  const callee = isNode(node['callee']) && node['callee'].type === 'Identifier' ? String(node['callee']['name']) : null;
  if (callee !== null && (pure.has(callee) || (names === null && ofCompiler.has(callee)))) return null;
  return callee === null ? 'calls what it computes' : `calls ${callee}(), which is not one of the functions of numbers, texts and dates`;
}

function objectFault(properties: readonly unknown[]): string | null {
  for (const property of properties) {
    const key = isNode(property) && isNode(property['key']) ? String(property['key']['name'] ?? property['key']['value']) : '';
    if (reaching.test(key)) return `makes an object with ${key}`;
  }
  return null;
}
