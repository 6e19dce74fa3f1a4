// What the run came to, as Markdown on stdout and, with --outputs FILE, as name=value lines for later steps.
// usage: node summary.mjs --out reports --result secure-score-result [--outputs FILE]
//
// Names of scopes come from Azure and may hold anything: every text is escaped for Markdown and HTML, and no text goes
// into the outputs, where a line break would forge another output.
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { out: { type: 'string', default: 'reports' }, result: { type: 'string', default: 'secure-score-result' }, outputs: { type: 'string' } } });

const meanings = {
  0: 'done', 1: 'failed', 2: 'config, command line or sign-in wrong; nothing was done',
  3: 'a gate failed', 4: 'figures are incomplete', 5: 'a delivery failed',
};

function readJson(...path) {
  try {
    return JSON.parse(readFileSync(join(...path), 'utf8'));
  } catch {
    return null;
  }
}

function readExitCode() {
  try {
    const text = readFileSync(join(values.result, 'exit-code'), 'utf8').trim();
    return /^\d{1,3}$/.test(text) ? text : '';
  } catch {
    return '';
  }
}

/** One line in which nothing is markup: every ASCII punctuation character of Markdown and HTML becomes a character reference. */
export function escapeText(value) {
  const line = String(value).replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
  return line.replaceAll(/[!"#$&'()*+:;<=>?@[\\\]^_`{|}~/-]/g, (letter) => `&#${letter.codePointAt(0)};`);
}

const number = (value) => (typeof value === 'number' && Number.isFinite(value) ? value : null);

function list(title, lines) {
  return lines.length === 0 ? [] : [`**${title}**`, '', ...lines.map((line) => `- ${escapeText(line)}`), ''];
}

const outcome = readJson(values.result, 'outcome.json');
const latest = readJson(values.out, 'site/latest/run.json');
// What lies in latest/ may be last week's: only the run that just ended may be shown as this one.
const run = outcome !== null && latest !== null && latest.runId === outcome.runId ? latest : null;
const code = readExitCode();

const score = number(run?.score);
const change = number(run?.change?.change);
const shown = score === null ? 'no score' : `${(score * 100).toFixed(1)} %`;
const moved = change === null ? '' : `, ${change < 0 ? '−' : '+'}${(Math.abs(change) * 100).toFixed(1)} pp`;
const gaps = (outcome?.gaps ?? []).filter(({ affectsScore }) => affectsScore).map(({ what }) => what);

process.stdout.write(`${[
  run === null ? '## Secure score: no report' : `## Secure score ${shown}${moved}`, '',
  `Exit code ${code || 'none'}: ${meanings[code] ?? 'see the log'}.`, '',
  ...(run?.sentences ?? []).flatMap((sentence) => [escapeText(sentence), '']),
  ...(run === null ? [] : [`${number(run.scoredScopes) ?? 0} of ${number(run.expectedScopes) ?? 0} scopes have a score. Run ${escapeText(run.runId)}.`, '']),
  ...list('Gates', outcome?.gate?.failures ?? []),
  ...list('Incomplete', gaps.slice(0, 20)),
  ...list('Not delivered', (outcome?.undelivered ?? []).map(({ part, message }) => `${part}: ${message}`)),
].join('\n')}\n`);

if (values.outputs !== undefined) {
  const report = run === null ? '' : join(values.out, 'site', 'latest', 'report.html');
  if (/[\r\n]/.test(report)) throw new Error('the path of the report holds a line break');
  appendFileSync(values.outputs, `score=${score ?? ''}\nchange=${change ?? ''}\nexit-code=${code}\nreport=${report}\n`);
}
