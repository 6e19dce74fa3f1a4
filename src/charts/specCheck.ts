import { parse } from 'vega';
import { compile, type Config, type TopLevelSpec } from 'vega-lite';
import { UserError, type Problem } from '../domain/errors.ts';
import { expressionFault } from './expressionCheck.ts';
import { strictLogger } from './program.ts';

/** Largest chart spec, characters, and its deepest nesting. */
const limits = { characters: 131_072, depth: 30, steps: 500 } as const;

/** Keys by which a spec loads, links, listens, keeps state, or becomes several charts. */
const refused: Readonly<Record<string, string>> = {
  url: 'loads data', href: 'links somewhere', signals: 'is Vega, not Vega-Lite', signal: 'is Vega, not Vega-Lite', bind: 'binds to the page', select: 'listens to the reader', on: 'listens to events', events: 'listens to events',
  init: 'keeps state', update: 'keeps state', views: 'listens to the reader', datasets: 'brings data of its own', values: 'brings data of its own', sequence: 'makes data of its own', graticule: 'makes data of its own',
  sphere: 'makes data of its own', projection: 'draws maps', usermeta: 'is for other programs', formatType: 'calls a formatter', gradient: 'paints with gradients', clip: 'cuts with a path',
  vconcat: 'makes several charts', hconcat: 'makes several charts', concat: 'makes several charts', repeat: 'makes several charts', facet: 'makes several charts', row: 'makes several charts', column: 'makes several charts', spec: 'makes several charts',
  cursor: 'is for charts one can click', loader: 'loads data', imports: 'loads data', $ref: 'points elsewhere',
};

const marks = new Set(['bar', 'line', 'area', 'point', 'circle', 'square', 'rule', 'text', 'tick', 'rect', 'trail', 'arc']);
const transforms = new Set(['calculate', 'filter', 'aggregate', 'joinaggregate', 'window', 'stack', 'timeUnit', 'fold', 'bin']);
const counted = new Set(['tickCount', 'maxbins', 'steps', 'resolution', 'limit']);
const expressions = new Set(['expr', 'calculate', 'test', 'labelExpr', 'filter', 'and', 'or', 'not']);
/** `values` of an axis or legend are its ticks. */
const ticks = new Set(['axis', 'legend', 'axisX', 'axisY']);
const texts = new Set(['description', 'title', '$schema', 'subtitle', 'text']);

/** What a chart is given: names of its datasets and of the params that the program sets. */
export interface ChartInterface {
  readonly datasets: ReadonlySet<string>;
  readonly params: ReadonlySet<string>;
}

/** Names that a shipped spec reads, which is what its replacement may read. */
export function interfaceOf(spec: unknown): ChartInterface {
  const datasets = new Set<string>();
  const params = new Set<string>();
  walk(spec, [], (value, path) => {
    const [key, above] = [path.at(-1), path.at(-2)];
    if (key === 'name' && above === 'data' && typeof value === 'string') datasets.add(value);
    if (key === 'name' && path.at(-3) === 'params' && typeof value === 'string') params.add(value);
  });
  return { datasets, params };
}

/**
 * A chart spec of one's own: Vega-Lite that only draws the rows it is given. Its keys are looked through before it is compiled, and every
 * expression twice: as written, and as the compiler gives it to Vega. @throws UserError with every fault, each with its path in the file.
 */
export function checkedSpec(text: string, shipped: ChartInterface, file: string, config: Config): TopLevelSpec {
  const refuse = (message: string, fix: string): UserError => new UserError({ message, fix, position: { file } });
  if (text.length > limits.characters) throw refuse('is larger than a chart spec may be', `Keep it below ${limits.characters / 1024} KiB; its data comes from the report.`);
  const spec = parsed(text, refuse);
  const problems = faultsOf(spec, shipped, file);
  if (problems.length > 0) throw new UserError(problems);
  try {
    const { spec: vega } = compile(spec as TopLevelSpec, { config, logger: strictLogger });
    const compiled = compiledFaults(vega, file);
    if (compiled.length > 0) throw new UserError(compiled);
    parse(vega);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw refuse(`does not compile: ${error instanceof Error ? error.message : String(error)}`, 'Correct it; the Vega-Lite documentation has the keys.');
  }
  return spec as TopLevelSpec;
}

function parsed(text: string, refuse: (message: string, fix: string) => UserError): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refuse(`is not JSON: ${error instanceof Error ? error.message : String(error)}`, 'Correct it.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse('is no chart spec', 'Begin with the shipped one ("secure-score init --templates my-templates").');
  return value;
}

type Path = readonly (string | number)[];

function faultsOf(spec: object, shipped: ChartInterface, file: string): readonly Problem[] {
  const problems: Problem[] = [];
  const names = new Set([...shipped.params, ...interfaceOf(spec).params]);
  walk(spec, [], (value, path) => {
    const fault = faultAt(value, path, names, shipped);
    if (fault !== null && problems.length < 20) problems.push({ message: fault.message, position: { file, path: shown(path) }, fix: fault.fix });
  });
  return problems;
}

interface Fault {
  readonly message: string;
  readonly fix: string;
}

function faultAt(value: unknown, path: Path, names: ReadonlySet<string>, shipped: ChartInterface): Fault | null {
  if (path.length > limits.depth) return { message: `is nested more than ${limits.depth} levels deep`, fix: 'Make it simpler.' };
  const key = path.findLast((part) => typeof part === 'string') ?? '';
  const own = path.at(-1);
  const above = path.slice(0, -1).findLast((part) => typeof part === 'string') ?? '';
  if (own === key) {
    const why = key === 'values' && ticks.has(above) ? undefined : Object.hasOwn(refused, key) ? refused[key] : undefined;
    if (why !== undefined) return { message: `the key ${key} is not allowed: it ${why}`, fix: 'Remove it: a chart only draws the rows it is given.' };
    if (!/^[$A-Za-z][\w-]*$/.test(key) || /^(?:__proto__|constructor|prototype)$/.test(key)) return { message: `the key ${JSON.stringify(key.slice(0, 40))} is not allowed`, fix: 'Remove it.' };
    if (key === 'step' && above === 'bin') return { message: 'the key step is not allowed in bin', fix: 'Use maxbins.' };
  }
  return typeof value === 'string' ? textFault(value, key, above, names, shipped) : shapeFault(value, path, key);
}

function textFault(text: string, key: string, above: string, names: ReadonlySet<string>, { datasets }: ChartInterface): Fault | null {
  if (key === '$schema') return null;
  if (key === 'name' && above === 'data' && !datasets.has(text)) return { message: `there is no dataset ${JSON.stringify(text)}`, fix: `This chart has ${[...datasets].join(', ')}.` };
  if ((key === 'mark' || (key === 'type' && above === 'mark')) && !marks.has(text)) return { message: `the mark ${JSON.stringify(text)} is not allowed`, fix: `Choose from ${[...marks].join(', ')}.` };
  if (!texts.has(key) && /url\s*\(|javascript:|data:|:\/\/|^\/\/|\\/i.test(text) && !expressions.has(key)) return { message: `${JSON.stringify(text.slice(0, 60))} names something outside the chart`, fix: 'Remove it.' };
  if (key === 'field' && /(?:^|[.[\]'"])(?:__\w*|constructor|prototype)(?:$|[.[\]'"])/.test(text)) return { message: `${JSON.stringify(text.slice(0, 60))} is no field of the rows`, fix: 'Name a field.' };
  const fault = expressions.has(key) ? expressionFault(text, { names }) : null;
  return fault === null ? null : { message: `the expression ${JSON.stringify(text.slice(0, 80))} ${fault}`, fix: 'Use datum, the chart\'s params, arithmetic and functions of numbers, texts and dates.' };
}

function shapeFault(value: unknown, path: Path, key: string): Fault | null {
  if (typeof value === 'number' && counted.has(key) && Math.abs(value) > limits.steps) return { message: `${key} is larger than ${limits.steps}`, fix: 'Use a smaller one.' };
  if (key === 'data' && path.at(-1) === 'data' && !isNamed(value)) return { message: 'data must be { "name": … }', fix: 'Name one of the datasets that the program gives the chart.' };
  const entry = key === 'transform' && typeof path.at(-1) === 'number' ? value : null;
  if (isRecord(entry) && !Object.keys(entry).some((name) => transforms.has(name))) return { message: `the transform with ${Object.keys(entry).slice(0, 5).join(', ')} is not allowed`, fix: `Choose from ${[...transforms].join(', ')}.` };
  if (isRecord(entry) && ('lookup' in entry || 'impute' in entry || 'density' in entry || 'from' in entry)) return { message: 'a transform may not bring rows of its own', fix: 'Remove it.' };
  return null;
}

function isNamed(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).join() === 'name' && typeof value['name'] === 'string';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What Vega would evaluate, whoever wrote it. */
function compiledFaults(vega: unknown, file: string): readonly Problem[] {
  const problems: Problem[] = [];
  walk(vega, [], (value, path) => {
    const key = path.at(-1);
    if (typeof value !== 'string' || typeof key !== 'string') return;
    const evaluated = key === 'signal' || key === 'expr' || key === 'test' || key === 'update' || key === 'init';
    const fault = evaluated ? expressionFault(value, { names: null }) : key === 'url' || key === 'href' ? 'names something outside the chart' : null;
    if (fault !== null) problems.push({ message: `compiles to ${JSON.stringify(value.slice(0, 80))}, which ${fault}`, position: { file, path: shown(path) }, fix: 'Write the chart without it.' });
  });
  return problems;
}

/** Visits every value of a tree, those of objects by own keys. */
function walk(value: unknown, path: Path, visit: (value: unknown, path: Path) => void): void {
  if (path.length > 0) visit(value, path);
  if (path.length > 60 || typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) value.forEach((entry, index) => walk(entry, [...path, index], visit));
  else for (const [key, entry] of Object.entries(value)) walk(entry, [...path, key], visit);
}

/** `layer[2].encoding.href` */
function shown(path: Path): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}
