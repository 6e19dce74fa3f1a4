import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { emulate } from '../src/emulator/index.ts';
import { openBrowser, type OpenBrowser } from '../src/render/browser.ts';

/**
 * The report of a tenant of many scopes, from the record to the written site, by the program itself: time, peak memory, bytes, and how long a
 * browser takes to load its heaviest pages. Arguments: numbers of scopes, usually 1000 10000. Peak memory is the program's without its
 * browser, and is read on Linux only. Prints; asserts nothing.
 */
const main = join(import.meta.dirname, '../src/cli/main.ts');
const assessments = 20;
const loads = 5;
const say = (line: string): void => { process.stdout.write(`${line}\n`); };

interface Ran {
  readonly seconds: number;
  /** Peak of the resident set; null: not Linux. */
  readonly megabytes: number | null;
  readonly log: string;
}

async function program(args: readonly string[], env: object): Promise<Ran> {
  const begun = performance.now();
  const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, ...env, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [peak, log] = [0, ''];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => { log += String(part); });
  const watch = setInterval(() => { peak = Math.max(peak, peakOf(child.pid ?? 0)); }, 50);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(watch);
  if (code !== 0 && code !== 4) throw new Error(`secure-score ${args.join(' ')} ended with ${code}: ${log}`);
  return { seconds: (performance.now() - begun) / 1000, megabytes: peak === 0 ? null : peak, log };
}

/** MB; 0 where the system does not tell. */
function peakOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Bytes of every file below a folder. */
function filesIn(folder: string): ReadonlyMap<string, number> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.map((file) => [relative(folder, file), statSync(file).size]));
}

/** In the page: the load event's end and the first paint, which may be told a few frames later. */
const times = `(async () => {
  const paint = () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null;
  for (let frame = 0; frame < 120 && paint() === null; frame++) await new Promise(requestAnimationFrame);
  return [performance.getEntriesByType('navigation')[0].loadEventEnd, paint() ?? 0];
})()`;

/** Milliseconds to the load event and to the first paint, medians. */
async function loadTime(browser: OpenBrowser, file: string): Promise<readonly [load: number, paint: number]> {
  const seen: (readonly [number, number])[] = [];
  for (let index = 0; index < loads; index++) {
    const page = await (await browser.current()).newPage();
    await page.setViewport({ width: 1440, height: 900 });
    await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
    seen.push(await page.evaluate(times) as readonly [number, number]);
    await page.close();
  }
  const median = (pick: 0 | 1): number => seen.map((one) => one[pick]).toSorted((one, other) => one - other)[Math.floor(loads / 2)] ?? 0;
  return [median(0), median(1)];
}

async function measure(scopes: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-report-'));
  const azure = await emulate({ tenant: `synthetic:scopes=${scopes},assessments=${assessments},days=2,seed=7`, quota: null });
  try {
    const { resourceManager, authority, logAnalytics } = azure.ready.endpoints;
    writeFileSync(join(folder, 'config.yaml'), `azure:\n  endpoints: { resourceManager: "${resourceManager}", authority: "${authority}", logAnalytics: "${logAnalytics}" }\n  caFile: ${JSON.stringify(azure.ready.caFile)}\n  credential: clientSecret\noutputDir: out\n`);
    const flags = ['--config', join(folder, 'config.yaml'), '--out', join(folder, 'out'), '--log-format', 'json'];
    await program(['run', '--only', 'collect', ...flags], azure.ready.env);
    const { seconds, megabytes, log } = await program(['render', ...flags], azure.ready.env);
    const files = filesIn(join(folder, 'out/site/latest'));
    const sum = (pick: (path: string) => boolean): string => `${([...files].filter(([path]) => pick(path)).reduce((total, [, bytes]) => total + bytes, 0) / 1e6).toFixed(2)} MB`;
    say(`${scopes} scopes: ${seconds.toFixed(1)} s, peak ${megabytes === null ? 'not known' : `${megabytes.toFixed(0)} MB`}; report.html ${sum((path) => path === 'report.html')}, pdf ${sum((path) => path === 'report.pdf')}, xlsx ${sum((path) => path === 'report.xlsx')}, json ${sum((path) => path === 'report.json')}, csv ${sum((path) => path.startsWith('csv/'))}, ${[...files.keys()].filter((path) => path.startsWith('scopes/')).length} pages below scopes ${sum((path) => path.startsWith('scopes/'))}`);
    for (const line of log.split('\n').filter((one) => one.includes('"done"') || one.includes('seconds'))) if (process.env['VERBOSE'] !== undefined) say(line);
    await pages(join(folder, 'out/site/latest'), files);
  } finally {
    await azure.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The report, the list of all scopes and the heaviest page of one. */
async function pages(folder: string, files: ReadonlyMap<string, number>): Promise<void> {
  const heaviest = [...files].filter(([path]) => path.startsWith('scopes/') && path !== 'scopes/index.html').toSorted(([, one], [, other]) => other - one)[0]?.[0];
  const browser = await openBrowser();
  try {
    for (const path of ['report.html', 'scopes/index.html', ...(heaviest === undefined ? [] : [heaviest])]) {
      const [load, paint] = await loadTime(browser, join(folder, path));
      say(`  ${path.startsWith('scopes/') && path !== 'scopes/index.html' ? 'heaviest page of a scope' : path}, ${((files.get(path) ?? 0) / 1e6).toFixed(2)} MB: first paint ${paint.toFixed(0)} ms, loaded ${load.toFixed(0)} ms`);
    }
  } finally {
    await browser.close();
  }
}

const sizes = process.argv.slice(2).map(Number);
for (const scopes of sizes.length === 0 ? [1_000, 10_000] : sizes) await measure(scopes);
