import { csvObjects } from '../fixtures/read-csv.ts';
import { readXlsx, tableRows, type ReadCell } from '../fixtures/read-xlsx.ts';
import { readPdf } from '../browser/pdfReader.ts';
import { noScore, plain, type Figures, type Numbers } from './figures.ts';

/** The figures read back from each format, knowing only how that format is laid out. */

export function readHtml(html: string): Figures {
  const rows = (section: string, caption: RegExp): readonly (readonly string[])[] => tablesIn(html, section).filter((table) => caption.test(table)).flatMap(rowsIn);
  const score = /<p class="score"><data value="[^"]*">(.*?)<\/data>/s.exec(html)?.[1] ?? '';
  return {
    score: plain(textOf(score).replace('%', ' %')),
    changes: rows('summary', /Change of the score/).map((cells) => cells[3] ?? ''),
    scopes: new Map(rows('scopes', /Scopes of/).map(([name = '', , ...figures]) => [name, figures[0]?.startsWith('No score') === true ? noScore : figures.join(' ')])),
    controls: new Map(rows('controls', /Security controls by/).map(([name = '', ...figures]) => [name, figures.filter((text) => text !== '').join(' ')])),
  };
}

function tablesIn(html: string, section: string): readonly string[] {
  const whole = new RegExp(`<section id="${section}"[\\s\\S]*?</section>`).exec(html)?.[0] ?? '';
  return [...whole.matchAll(/<table[\s\S]*?<\/table>/g)].map(([table]) => table);
}

/** Texts of the cells of a table's body; a row's name is the first `bdi` of its head, else its text. */
function rowsIn(table: string): readonly (readonly string[])[] {
  const body = /<tbody>([\s\S]*)<\/tbody>/.exec(table)?.[1] ?? '';
  return [...body.matchAll(/<tr[^>]*>([\s\S]*?)<\/tr>/g)].map(([, row = '']) =>
    [...row.matchAll(/<(t[hd])[^>]*>([\s\S]*?)<\/\1>/g)].map(([, tag, cell = '']) => plain(textOf(tag === 'th' ? (/<bdi>([\s\S]*?)<\/bdi>/.exec(cell)?.[1] ?? cell) : cell))));
}

function textOf(html: string): string {
  const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': '\'', '#x3D': '=', '#x60': '`' };
  return html.replaceAll(/<svg[\s\S]*?<\/svg>/g, '').replaceAll(/<[^>]*>/g, '').replaceAll(/&([#\w]+);/g, (whole, name: string) => entities[name] ?? whole);
}

/** Lines of text are all a PDF has: a row is its label, which may go on below, and its figures. */
export async function readPdfFigures(bytes: Uint8Array, names: { readonly scopes: readonly string[]; readonly controls: readonly string[] }): Promise<Figures> {
  const { pages } = await readPdf(bytes);
  const lines = pages.flatMap((page) => page.lines).map(plain);
  const percent = String.raw`-?[\d.,]+ %`;
  const change = String.raw`(?:[+−±][\d.]+ pp|no data)`;
  const number = String.raw`[\d.,]+`;
  const scope = new RegExp(`^(.+?) (${number} ${number} ${number} ${percent} (?:${percent}|none) ${change} ${change})$`);
  const control = new RegExp(`^(.+?) (${number} (?:${number}|no data) (?:${percent}|no data) ${change} ${number} ${number} ${number})$`);
  const firstChange = (label: string): string => new RegExp(`${label}.*?(${change})$`).exec(lines.find((line) => line.startsWith(label) && new RegExp(`${change}$`).test(line)) ?? '')?.[1] ?? '';
  return {
    score: lines.find((line) => /^[\d.]+ ?%$/.test(line)) ?? '',
    changes: ['7 days ago', '30 days ago', '90 days ago'].map(firstChange),
    scopes: matched(lines, names.scopes, scope),
    controls: matched(lines, names.controls, control),
  };
}

function matched(lines: readonly string[], names: readonly string[], pattern: RegExp): ReadonlyMap<string, string> {
  const rows = lines.flatMap((line) => {
    const [, label, figures] = pattern.exec(line) ?? [];
    return label === undefined || figures === undefined ? [] : [{ label, figures }];
  });
  return new Map(names.flatMap((name): [string, string][] => {
    const row = rows.find(({ label }) => label === name || label.startsWith(`${name} `)) ?? rows.find(({ label }) => name.startsWith(label));
    if (row !== undefined) return [[name, row.figures]];
    return lines.some((line) => line.startsWith(name) && line.includes('No score')) ? [[name, noScore]] : [];
  }));
}

export function readXlsxNumbers(bytes: Uint8Array): Numbers {
  const workbook = readXlsx(bytes);
  const number = (cell: ReadCell | undefined): number | null => {
    if (cell === undefined) return null;
    if (cell.t !== 'n' || typeof cell.v !== 'number') throw new Error(`no number: ${JSON.stringify(cell)}`);
    return cell.v;
  };
  const trends = tableRows(workbook, 't_scope_trends');
  return numbersFrom({
    headline: tableRows(workbook, 't_headline').map((row) => (title) => number(row.get(title))),
    changes: tableRows(workbook, 't_changes').map((row) => (title) => number(row.get(title))),
    scopes: tableRows(workbook, 't_scopes').map((row, index) => ({ name: String(row.get('Scope')?.v), of: (title) => number(row.get(title) ?? trends[index]?.get(title)) })),
    controls: tableRows(workbook, 't_controls').map((row) => ({ name: String(row.get('Control')?.v), of: (title) => number(row.get(title)) })),
  }, {
    value: 'Value', change: 'Change (pp)', current: 'Current points', max: 'Maximum points', weight: 'Weight', score: 'Score', grace: 'With grace period', over7: 'Change, 7 days (pp)', over30: 'Change, 30 days (pp)',
    increase: 'Potential increase (pp)', healthy: 'Healthy', unhealthy: 'Unhealthy', scopes: 'Scopes',
  });
}

export function readCsvNumbers(file: (name: string) => string): Numbers {
  const rows = (name: string): readonly Readonly<Record<string, string>>[] => csvObjects(file(name));
  const number = (text: string | undefined): number | null => {
    if (text === undefined || text === '') return null;
    if (!/^-?\d+(\.\d+)?$/.test(text)) throw new Error(`no number: ${JSON.stringify(text)}`);
    return Number(text);
  };
  const trends = rows('scope-trends');
  return numbersFrom({
    headline: rows('headline').map((row) => (title) => number(row[title])),
    changes: rows('changes').map((row) => (title) => number(row[title])),
    scopes: rows('scopes').map((row, index) => ({ name: row['scope'] ?? '', of: (title) => number(row[title] ?? trends[index]?.[title]) })),
    controls: rows('controls').map((row) => ({ name: row['control'] ?? '', of: (title) => number(row[title]) })),
  }, {
    value: 'value_ratio', change: 'change_pp', current: 'current_points', max: 'maximum_points', weight: 'weight', score: 'score_ratio', grace: 'grace_period_ratio', over7: 'change_7d_pp', over30: 'change_30d_pp',
    increase: 'potential_increase_pp', healthy: 'healthy', unhealthy: 'unhealthy', scopes: 'scopes',
  });
}

type Lookup = (title: string) => number | null;
type Titles = Readonly<Record<'value' | 'change' | 'current' | 'max' | 'weight' | 'score' | 'grace' | 'over7' | 'over30' | 'increase' | 'healthy' | 'unhealthy' | 'scopes', string>>;

interface Cells {
  readonly headline: readonly Lookup[];
  readonly changes: readonly Lookup[];
  readonly scopes: readonly { readonly name: string; readonly of: Lookup }[];
  readonly controls: readonly { readonly name: string; readonly of: Lookup }[];
}

function numbersFrom({ headline, changes, scopes, controls }: Cells, titles: Titles): Numbers {
  const hundredth = (pp: number | null): number | null => (pp === null ? null : pp / 100);
  const known = (value: number | null): number => value ?? Number.NaN;
  return {
    score: headline[0]?.(titles.value) ?? null,
    changes: changes.map((of) => hundredth(of(titles.change))),
    scopes: scopes.map(({ name, of }) => ({ name, current: of(titles.current), max: of(titles.max), weight: of(titles.weight), ratio: of(titles.score), grace: of(titles.grace), over7: hundredth(of(titles.over7)), over30: hundredth(of(titles.over30)) })),
    controls: controls.map(({ name, of }) => ({ name, max: known(of(titles.max)), current: known(of(titles.current)), ratio: of(titles.score), increase: hundredth(of(titles.increase)), healthy: known(of(titles.healthy)), unhealthy: known(of(titles.unhealthy)), scopes: known(of(titles.scopes)) })),
  };
}
