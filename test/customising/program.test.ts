import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/index.ts';
import { checkCustomising } from '../../src/pipeline/checkCustomising.ts';
import type { ReportModel } from '../../src/domain/report.ts';
import { reportModelSchema } from '../../src/domain/report.ts';
import { readPdf } from '../browser/pdfReader.ts';
import { readable } from '../isolation/bytes.ts';
import { latestReport, secureScore, withEmulator, type Finished, type Ready } from '../program/program.ts';

/** The example of a customised report through the real program, with two groups; then what is hostile or wrong in it. */

const example = resolve(import.meta.dirname, '../../examples/customised');

interface World {
  readonly ready: Ready;
  readonly folder: string;
  readonly out: string;
  readonly first: Finished;
  readonly close: () => void;
}

let world: World;

/** The example with Azure's local addresses, groups, and what a test adds, as a folder of its own. */
async function customised(name: string, change: (config: string) => string = (config) => config): Promise<string> {
  const folder = join(world.folder, name);
  await cp(example, folder, { recursive: true });
  const azure = (await readFile(world.ready.configFile, 'utf8')).replace(/^title:.*\n/, '');
  const groups = 'groups:\n  - { name: Payments, match: { subscriptions: ["pay-*"] } }\n';
  await writeFile(join(folder, 'config.yaml'), change(`${await readFile(join(folder, 'config.yaml'), 'utf8')}\n${azure}\n${groups}`));
  return folder;
}

const program = (folder: string, ...args: readonly string[]): Promise<Finished> => secureScore([...args, '--config', join(folder, 'config.yaml'), '--out', world.out], world.ready.env);

beforeAll(async () => {
  const opened = Promise.withResolvers<World>();
  const done = Promise.withResolvers<void>();
  void withEmulator(['--tenant', 'demo'], async (ready, folder) => {
    world = { ready, folder, out: join(folder, 'out'), first: { code: null, out: '', err: '' }, close: done.resolve };
    opened.resolve({ ...world, first: await program(await customised('first'), 'run') });
    await done.promise;
  }).catch(opened.reject);
  world = await opened.promise;
}, 180_000);
afterAll(() => { world.close(); });

/** Fails with the text looked for, not with the page it is not in. */
function holds(page: string, ...texts: readonly string[]): void {
  for (const text of texts) expect(page.includes(text), text).toBe(true);
}

const latest = (path: string): Promise<Buffer> => readFile(join(world.out, 'site/latest', path));

describe('a customised report', () => {
  it('is made, and says what it changed', () => {
    expect(world.first.err).toMatch(/the accent #d6249f has a contrast of 4\.\d:1 on the light page and needs 4\.5:1, so #[0-9a-f]{6} is used there/);
    expect(world.first.err).not.toContain('bug');
    expect([0, 4]).toContain(world.first.code);
  });

  it('has logo, introduction, classification, footer and own template on its pages', async () => {
    const html = (await latest('report.html')).toString();
    const [, logo = ''] = /<img class="logo" src="(assets\/logo\.[0-9a-f]{10}\.svg)" alt="Contoso"/.exec(html) ?? [];
    expect((await latest(logo)).toString()).toMatch(/^<svg xmlns=/);
    holds(html, 'img-src &#x27;self&#x27;');
    for (const text of ['<strong>security board</strong>', 'href="https://contoso.example/policy" rel="noreferrer"', '<bdi>Confidential</bdi>', 'Contoso Ltd, for internal use', 'href="https://intranet.contoso.example/security"']) holds(html, text);
    expect(/\sstyle="/.test(html)).toBe(false);
    const index = await readFile(join(world.out, 'site/index.html'), 'utf8');
    holds(index, '<img class="logo" src="assets/logo.svg" alt="Contoso"');
    expect(await readdir(join(world.out, 'site/assets'))).toContain('logo.svg');
    const scope = (await readdir(join(world.out, 'site/latest/scopes'))).find((name) => name !== 'index.html') ?? '';
    holds((await latest(`scopes/${scope}`)).toString(), `src="../${logo}"`);
  });

  it('has the accent in stylesheets and charts, and leaves the colours of states alone', async () => {
    const sheet = (await readdir(join(world.out, 'site/latest/assets'))).find((name) => name.endsWith('.css')) ?? '';
    const css = (await latest(`assets/${sheet}`)).toString();
    const [, accent = ''] = /so (#[0-9a-f]{6}) is used/.exec(world.first.err) ?? [];
    expect(css.lastIndexOf(`--accent: ${accent}`)).toBeGreaterThan(css.indexOf('--accent: #1d4f91'));
    expect(css.trimEnd().slice(-200)).toMatch(/text-transform: uppercase; letter-spacing: 0\.04em; \}$/);
    const html = (await latest('report.html')).toString();
    holds(html, `fill="${accent}"`);
    holds(html, '#c2380f');
    holds(await readFile(join(world.out, 'site/assets/site.css'), 'utf8'), `--accent: ${accent}`);
  });

  it('names its classification on every page of the PDF', async () => {
    const { pages } = await readPdf(await latest('report.pdf'));
    expect(pages.length).toBeGreaterThan(3);
    for (const { lines } of pages) expect(lines.join('\n')).toContain('Confidential');
    expect(pages.flatMap(({ lines }) => lines).filter((line) => /by severity/i.test(line)).join(' ')).toMatch(/UNHEALTHY RESOURCES BY SEVERITY|Unhealthy resources by severity/);
  });

  it('has its own panels in every format', async () => {
    const model = await latestReport(world.out);
    expect(model.customPanels.map(({ id, kind, x, y, missing }) => ({ id, kind, x, y, missing }))).toEqual([
      { id: 'unhealthy-resources-by-severity', kind: 'bar', x: 'Severity', y: 'Resources', missing: null },
      { id: 'subscriptions-with-most-unhealthy-resources', kind: 'table', x: null, y: null, missing: null },
    ]);
    const [first, second] = model.customPanels;
    const csv = (await latest('csv/panel-subscriptions-with-most-unhealthy-resources.csv')).toString();
    expect(csv.trim().split('\r\n')).toHaveLength((second?.rows.length ?? 0) + 1);
    expect(csv).toContain('subscription,unhealthy,assessments,subscriptionid');
    const html = (await latest('report.html')).toString();
    holds(html, 'id="chart-panel-unhealthy-resources-by-severity-medium-t"');
    holds(html, 'csv/panel-subscriptions-with-most-unhealthy-resources.csv');
    const workbook = await readable('x.xlsx', await latest('report.xlsx'));
    for (const [name] of first?.rows ?? []) holds(workbook, String(name).toLowerCase());
    holds(workbook, '&amp;r&amp;bconfidential');
  });

  it('has in the report of a group only rows of the group, and says where it has none', async () => {
    const text = await readFile(join(world.out, 'site/groups/payments/latest/report.json'), 'utf8');
    const own: ReportModel = reportModelSchema.parse(JSON.parse(text));
    const [summed, listed] = own.customPanels;
    expect(summed).toMatchObject({ rows: [], columns: [], missing: expect.stringContaining('do not say which scope') });
    const whole = await latestReport(world.out);
    const names = new Set(own.scopes.map(({ name }) => name));
    expect(listed?.rows.map(([name]) => name)).toEqual(whole.customPanels[1]?.rows.map(([name]) => name).filter((name) => names.has(String(name))));
    expect(listed?.rows.length).toBeGreaterThan(0);
  });

  it('is rendered again without Azure, with the same rows', async () => {
    const before = await latestReport(world.out);
    const folder = await customised('offline', (config) => config.replace(/resourceManager: .*/, 'resourceManager: "https://127.0.0.1:9"').replace('title: Unhealthy resources by severity', 'title: By severity'));
    const { code, err } = await program(folder, 'render');
    expect([0, 4], err).toContain(code);
    const after = await latestReport(world.out);
    expect(after.customPanels.map(({ title, rows }) => ({ title, rows }))).toEqual(before.customPanels.map(({ title, rows }, index) => ({ title: index === 0 ? 'By severity' : title, rows })));
  }, 60_000);

  it('leaves no folder behind', async () => {
    const { tmpdir } = await import('node:os');
    const left = (await readdir(tmpdir())).filter((name) => name.startsWith('secure-score-look-'));
    for (const name of left) expect(Date.now() - (await import('node:fs')).statSync(join(tmpdir(), name)).mtimeMs).toBeLessThan(120_000);
  });
});

describe('a customised report that is hostile or wrong', () => {
  let made = 0;
  const hostile: readonly (readonly [what: string, file: string, content: string, said: RegExp])[] = [
    ['a logo with a script', 'logo.svg', '<svg viewBox="0 0 1 1"><script>alert(1)</script></svg>', /logo\.svg:1: holds <script>/],
    ['a logo that is a page', 'logo.svg', '<html><script>alert(1)</script></html>', /logo\.svg: is neither PNG, JPEG nor SVG/],
    ['a template that reaches for the constructor', 'my-templates/foot.hbs', '{{this.constructor.constructor}}', /foot\.hbs:1:3: this\.constructor\.constructor reads constructor/],
    ['a template that reaches for prototypes', 'my-templates/foot.hbs', '{{#with __proto__}}{{/with}}', /reads __proto__/],
    ['a template with a script', 'my-templates/foot.hbs', '<script src="https://evil.example"></script>', /holds a script/],
    ['a template that does not parse', 'my-templates/foot.hbs', 'one\n{{#if x}}\n', /foot\.hbs:\d: cannot be read/],
    ['a chart that loads', 'my-templates/charts/waterfall.vl.json', '{"data":{"url":"http://169.254.169.254/"},"mark":"bar"}', /waterfall\.vl\.json data\.url: the key url is not allowed/],
    ['a chart that runs', 'my-templates/charts/waterfall.vl.json', JSON.stringify({ data: { name: 'gains' }, transform: [{ calculate: "{toString: event.view.eval} + ''", as: 'x' }], mark: 'bar' }), /transform\[0\]\.calculate: the expression/],
    ['a stylesheet that loads', 'my-templates/assets/extra.css', 'p { background: u\\72l(https://evil.example) }', /extra\.css:1: loads something/],
  ];

  it.each(hostile)('is refused: %s', async (_, file, content, said) => {
    const folder = await customised(`hostile-${(made += 1)}`);
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), content);
    const { report } = readConfig(join(folder, 'config.yaml'), world.ready.env, folder);
    await expect(checkCustomising(report)).rejects.toThrow(said);
  });

  it('is refused before anything is asked, with all that is wrong at once', async () => {
    const folder = await customised('all-at-once', (config) => config.replace('| summarize Resources', '| where severty == 1\n        | summarize Resources'));
    for (const place of [0, 2, 6, 8]) await writeFile(join(folder, hostile[place]?.[1] ?? ''), hostile[place]?.[2] ?? '');
    const { code, err } = await program(folder, 'validate');
    for (const place of [0, 2, 8]) expect(err).toMatch(hostile[place]?.[3] ?? /^$/);
    expect(err).toMatch(/config\.yaml:\d+:17 report\.panels\[0\]\.query: .*'severty'/);
    expect(code).toBe(2);
    const run = await program(folder, 'run');
    expect(run.err).toMatch(hostile[0]?.[3] ?? /^$/);
    expect(run.code).toBe(2);
  }, 60_000);

  it('is text where it is an introduction', async () => {
    const folder = await customised('introduction');
    await writeFile(join(folder, 'introduction.md'), '<img src=x onerror=alert(1)> [a](javascript:alert(1)) ![p](http://169.254.169.254/x) <script>alert(1)</script>');
    await rm(join(folder, 'my-templates/charts'), { recursive: true });
    const { code, err } = await program(folder, 'render');
    expect([0, 4], err).toContain(code);
    const html = (await latest('report.html')).toString();
    holds(html, '&lt;img src=x onerror=alert(1)&gt; [a](javascript:alert(1))');
    expect(/<img src=x|<script>|href="javascript|169\.254[^<]*"/.exec(html)).toBeNull();
  }, 60_000);

  it('names template, line and what there is where a value is missing', async () => {
    const folder = await customised('missing');
    await writeFile(join(folder, 'my-templates/foot.hbs'), '</main>\n<p>{{contact}}</p>\n</body></html>\n');
    const { code, err, out } = await program(folder, 'render');
    expect(err + out).toMatch(/foot\.hbs:2:6: there is no value "contact" here\. At the top of this template there are .*runId/);
    expect(code).not.toBe(0);
  }, 60_000);
});
