import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Config } from 'vega-lite';
import { UserError } from '../domain/errors.ts';
import { expressionFault } from './expressionCheck.ts';
import { ownChartSpec } from './ownSpec.ts';
import { plainSvg } from './plainSvg.ts';
import { chartProgram } from './program.ts';
import { checkedSpec, interfaceOf } from './specCheck.ts';
import { readConfig, readSpec, readTheme, type Theme } from './theme.ts';

const templates = fileURLToPath(new URL('../../templates/', import.meta.url));
const given = { datasets: new Set(['rows']), params: new Set(['labels']) };

let theme: Theme;
let config: Config;
beforeAll(async () => {
  theme = await readTheme(templates);
  config = await readConfig(templates, theme);
});

/** A harmless bar chart with something added. */
function bars(more: object = {}, mark: object = {}, encoding: object = {}): object {
  return {
    data: { name: 'rows' }, params: [{ name: 'labels', value: {} }], mark: { type: 'bar', ...mark },
    encoding: { x: { field: 'value', type: 'quantitative' }, y: { field: 'name', type: 'nominal' }, ...encoding }, ...more,
  };
}

function faults(spec: unknown): readonly string[] {
  try {
    checkedSpec(typeof spec === 'string' ? spec : JSON.stringify(spec), given, 'my/charts/x.vl.json', config);
    return [];
  } catch (error) {
    if (error instanceof UserError) return error.problems.map(({ message, position }) => `${position?.path ?? ''}: ${message}`);
    throw error;
  }
}

/** Expressions of the published attacks, each where a spec can have one. */
const attacks: readonly (readonly [name: string, expression: string])[] = [
  ['vega#3018, functions by constructor', "datum.name.constructor.constructor('alert(1)')()"],
  ['vega#3018, by text', "''['constructor']['constructor']('alert(1)')()"],
  ['GHSA-4vq7-882g-wcg4, lassoAppend', "lassoAppend([], 1, 2, {toString: 1})"],
  ['GHSA-w5m3-xh75-mp55, scale of anything', "scale(event.dataflow.constructor, 1)"],
  ['CVE-2025-25304, vlSelectionTuples', "vlSelectionTuples([{datum: {}}], {fields: [{getter: 1}]})"],
  ['CVE-2025-25304, vlSelectionResolve', "vlSelectionResolve('x', 'union', true, true)"],
  ['vega#3984, the event', 'event.view.eval("alert(1)")'],
  ['vega#3984, the item', "item.context.dataflow"],
  ['CVE-2025-59840, toString', "{toString: event.view.console.log, foo: 1} + ''"],
  ['CVE-2025-59840, valueOf', "+{valueOf: datum.f}"],
  ['CVE-2025-66648, setdata', "setdata('rows', [])"],
  ['modify', "modify('rows', [], [], [])"],
  ['data of others', "data('rows')"],
  ['OpenSearch-Dashboards#12422, the page', "containerSize()"],
  ['the screen', 'windowSize()[0] + screen().width'],
  ['the graph', 'treePath(datum, 1, 2)'],
  ['the globals', "window.alert(1)"],
  ['self', "self['alert'](1)"],
  ['this', 'this.x'],
  ['prototypes', "datum['__proto__']"],
  ['a computed name', "datum[datum.name]"],
  ['a computed name of two parts', "labels['con' + 'structor']['con' + 'structor']"],
  ['a regular expression', '/(a+)+$/.test(datum.name)'],
  ['a built regular expression', "test(regexp('(a+)+$'), datum.name)"],
  ['a long list', 'sequence(1e9)'],
  ['a long text', "pad('x', 1e9, 'y')"],
  ['the log', "warn('x')"],
  ['chance', 'random()'],
  ['the clock', 'now()'],
  ['an unknown name', 'secret + 1'],
  ['no expression', 'alert(1'],
  ['two', 'datum.a; datum.b'],
];

describe('expressions', () => {
  it.each(attacks)('that reach out are refused: %s', (_, expression) => {
    expect(expressionFault(expression, { names: new Set(['labels']) })).not.toBeNull();
    expect(faults(bars({ transform: [{ calculate: expression, as: 'y' }] }))[0]).toMatch(/^transform\[0\]\.calculate: the expression/);
    expect(faults(bars({ transform: [{ filter: { not: { or: [expression] } } }] }))).toHaveLength(1);
    expect(faults(bars({}, { color: { expr: expression } }))[0]).toMatch(/^mark\.color\.expr/);
    expect(faults(bars({}, {}, { opacity: { condition: { test: expression, value: 1 }, value: 0 } }))[0]).toMatch(/^encoding\.opacity\.condition\.test/);
    expect(faults(bars({}, {}, { x: { field: 'value', type: 'quantitative', axis: { labelExpr: expression } } }))[0]).toMatch(/labelExpr/);
    expect(faults(bars({ params: [{ name: 'p', expr: expression }] }))[0]).toMatch(/^params\[0\]\.expr/);
    expect(faults(bars({ title: { text: { expr: expression } } }))[0]).toMatch(/^title\.text\.expr/);
    expect(faults(bars({ width: { expr: expression } }))).not.toEqual([]);
  });

  it.each(['event.view', 'item.x', 'datum.constructor', '{toString: 1}', 'setdata("x", [])', 'random()', '/x/.test("x")', 'datum["__proto__"]'])('that the compiler is made to write are refused, too: %s', (expression) => {
    expect(expressionFault(expression, { names: null })).not.toBeNull();
  });

  it.each(["datum.value * 100 + '%'", "format(datum.value, '.1f')", "labels[datum.value] || datum.label", "datum['name'] === 'x' && isValid(datum.value) ? upper(datum.name) : truncate(datum.name, 10)", 'clamp(datum.value, 0, 1)', "timeFormat(datum.at, '%d %b')", '[1, 2][0] + PI'])('that only compute are taken: %s', (expression) => {
    expect(expressionFault(expression, { names: new Set(['labels']) })).toBeNull();
  });
});

describe('a chart spec of one’s own', () => {
  it.each([
    ['loads', bars({ data: { url: 'https://evil.example/x.json' } }), 'data.url'],
    ['reads files', bars({ data: { url: 'file:///etc/passwd' } }), 'data.url'],
    ['asks the metadata service', bars({ data: { url: 'http://169.254.169.254/latest', format: { type: 'json' } } }), 'data.url'],
    ['brings rows', bars({ data: { values: [{ name: 'x', value: 1 }] } }), 'data.values'],
    ['brings datasets', bars({ datasets: { rows: [] } }), 'datasets'],
    ['makes rows', bars({ data: { sequence: { start: 0, stop: 1e9 } } }), 'data'],
    ['reads rows it is not given', bars({ data: { name: 'other' } }), 'data.name'],
    ['joins loaded rows', bars({ transform: [{ lookup: 'name', from: { data: { url: 'https://evil.example' }, key: 'x', fields: ['y'] } }] }), 'transform[0]'],
    ['links', bars({}, { href: 'https://evil.example' }), 'mark.href'],
    ['links by a field', bars({}, {}, { href: { field: 'name' } }), 'encoding.href'],
    ['links by script', bars({}, { href: 'javascript:alert(1)' }), 'mark.href'],
    ['draws pictures', bars({ mark: 'image' }, {}, {}), 'mark'],
    ['draws pictures by a field', bars({}, { type: 'image' }, { url: { field: 'name' } }), 'mark.type'],
    ['draws maps', bars({ mark: 'geoshape', projection: { type: 'mercator' } }), 'mark'],
    ['paints with an address', bars({}, { fill: 'url(https://evil.example/x#a)' }), 'mark.fill'],
    ['paints with a gradient', bars({}, { color: { gradient: 'linear', stops: [] } }), 'mark.color.gradient'],
    ['listens', bars({ params: [{ name: 'pick', select: { type: 'point', on: 'click' } }] }), 'params[0].select'],
    ['binds to the page', bars({ params: [{ name: 'p', value: 1, bind: { input: 'text', element: '#login' } }] }), 'params[0].bind'],
    ['is Vega', { $schema: 'https://vega.github.io/schema/vega/v6.json', signals: [{ name: 'x', init: 'alert(1)' }], marks: [] }, 'signals'],
    ['calls a formatter', bars({}, {}, { x: { field: 'value', type: 'quantitative', axis: { format: 'x', formatType: 'evil' } } }), 'encoding.x.axis.formatType'],
    ['is marked as ours', bars({ usermeta: { secureScore: 'own' } }), 'usermeta'],
    ['is many charts', { vconcat: [bars(), bars()] }, 'vconcat'],
    ['repeats', { repeat: ['a'], spec: bars() }, 'repeat'],
    ['has a million ticks', bars({}, {}, { x: { field: 'value', type: 'quantitative', axis: { tickCount: 1_000_000 } } }), 'encoding.x.axis.tickCount'],
    ['bins without end', bars({}, {}, { x: { field: 'value', bin: { step: 1e-9 }, type: 'quantitative' } }), 'encoding.x.bin.step'],
    ['makes rows by density', bars({ transform: [{ density: 'value', steps: 100 }] }), 'transform[0]'],
    ['fills gaps with rows', bars({ transform: [{ impute: 'value', key: 'name', keyvals: { start: 0, stop: 1e9 } }] }), 'transform[0]'],
    ['reads a constructor', bars({}, {}, { x: { field: 'a.constructor', type: 'quantitative' } }), 'encoding.x.field'],
    ['sets its config', bars({ config: { signals: [{ name: 'x', update: 'alert(1)' }] } }), 'config.signals'],
    ['names a prototype', JSON.stringify(bars()).replace('{"data"', '{"__proto__":{"x":1},"data"'), '__proto__'],
  ])('is refused when it %s', (_, spec, path) => {
    expect(faults(spec).map((fault) => fault.split(':')[0])).toContain(path);
  });

  it.each([['no JSON', '{"mark": }'], ['no object', '[]'], ['no chart', '{}'], ['too large', `{"description":"${'x'.repeat(140_000)}"}`], ['nested without end', `${'{"layer":['.repeat(40)}${']}'.repeat(40)}`]])('is refused when it is %s', (_, text) => {
    expect(faults(text)).not.toEqual([]);
  });

  it('is taken when it only draws, and draws what it is given', async () => {
    const spec = bars({ transform: [{ calculate: 'datum.value * 2', as: 'twice' }, { filter: 'datum.twice > 0' }] }, { color: '@accent', tooltip: true }, { description: { field: 'name' } });
    expect(faults(spec)).toEqual([]);
    const text = await ownChartSpec(JSON.stringify({ ...spec, data: { name: 'score' }, params: [] }), { name: 'small-multiple.vl.json', file: 'x', templatesDir: templates });
    const program = chartProgram(JSON.parse(text.replace('@accent', '#123456')), config, theme);
    const svg = await program({ width: 100, height: 50, padding: { top: 0, right: 0, bottom: 0, left: 0 }, params: { xDomain: [0, 1] }, datasets: { score: [{ name: '</title><script>alert(1)</script>', value: 3 }], other: [] } }, { id: 'x', title: 't', description: '', className: 'c' });
    expect(svg).toContain('#123456');
    expect(svg).not.toContain('<script');
  });

  it('of the shipped ones all pass, so that each can be the beginning of one’s own', async () => {
    for (const name of (await readdir(`${templates}charts`)).filter((one) => one.endsWith('.vl.json'))) {
      const text = await readFile(`${templates}charts/${name}`, 'utf8');
      expect(JSON.parse(await ownChartSpec(text, { name, file: name, templatesDir: templates }))).toHaveProperty('usermeta');
      expect(interfaceOf(await readSpec(templates, name.replace('.vl.json', ''), theme)).datasets.size).toBeGreaterThan(0);
    }
  });

  it('may name the palette’s colours only', async () => {
    await expect(ownChartSpec(JSON.stringify(bars({ data: { name: 'score' } }, { color: '@nosuch' })), { name: 'small-multiple.vl.json', file: 'x', templatesDir: templates })).rejects.toThrow('nosuch');
  });
});

describe('a drawing', () => {
  it.each(['<svg><a xlink:href="https://x"/></svg>', '<svg><image href="x"/></svg>', '<svg><path onclick="x"/></svg>', '<svg><path style="fill:red"/></svg>', '<svg><path fill="url(https://evil)"/></svg>', '<svg><foreignObject/></svg>', '<svg><script>1</script></svg>'])('of one’s own spec is looked at a last time: %s', (svg) => {
    expect(() => plainSvg(svg)).toThrow(/the chart drew/);
  });

  it('of shapes and texts is what it is', () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><g clip-path="url(#c1)"><path aria-label="see url(x)" d="M0"/><text>javascript: no</text></g></svg>';
    expect(plainSvg(svg)).toBe(svg);
  });
});
