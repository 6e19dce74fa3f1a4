import type { WriteSheet } from 'hucre';
import { formatOf } from '../../domain/format.ts';
import type { Words } from '../../domain/language.ts';
import type { ReportModel } from '../../domain/report.ts';
import { introductionText } from '../brand/markdown.ts';
import type { Table } from '../tables.ts';
import { accountChart, scoreChart } from './charts.ts';
import { headRow, stack } from './panelSheets.ts';
import { draft, finished, put, type Draft } from './sheet.ts';
import { noteStyle, proseStyle, titleStyle } from './styles.ts';

/** Columns that sentences run across, and characters of a line there. */
const proseColumns = 8;
const proseLine = 130;

/** The first sheet: what the report says, in sentences, figures and charts. */
export function summarySheet(tables: readonly Table[], aggregate: Table, model: ReportModel): WriteSheet {
  const format = formatOf(model);
  const sheet = draft(format.text('section.summary'));
  const score = model.headline.score.ratio;
  put(sheet, 0, 0, model.title, titleStyle);
  put(sheet, 1, 0, [model.company, model.classification, format.text('xlsx.score', { score: format.percent(score), day: format.day(model.day) }), model.quality.complete ? null : format.text('xlsx.incomplete')].filter(Boolean).join(' · '), noteStyle);
  const introduction = model.introduction === null ? [] : introductionText(model.introduction);
  const below = putSentences(sheet, 3, [...introduction, ...model.headline.sentences]);
  const shown = tables.filter(({ id }) => id !== 'sentences');
  const heads = stack(sheet, below + 1, shown, model);
  return finished(sheet, { widths: [30, 13, 13, 13, 13, 13, 13, 40], frozen: { rows: 0, columns: 0 }, charts: chartsOf(shown, heads, aggregate, { name: sheet.name, words: format }) });
}

function putSentences(sheet: Draft, from: number, sentences: readonly string[]): number {
  for (const [index, sentence] of sentences.entries()) {
    const row = from + index;
    put(sheet, row, 0, sentence, proseStyle);
    sheet.merges.push({ startRow: row, endRow: row, startCol: 0, endCol: proseColumns - 1 });
    sheet.rowDefs.set(row, { height: Math.min(400, 15.5 * Math.ceil(Math.max(1, sentence.length) / proseLine)) });
  }
  return from + sentences.length;
}

/** Beside the tables; none where there is nothing to draw. */
function chartsOf(tables: readonly Table[], heads: ReadonlyMap<string, number>, aggregate: Table, { name, words }: { readonly name: string; readonly words: Words }): NonNullable<WriteSheet['charts']> {
  const account = tables.find(({ id }) => id === 'account');
  const top = heads.get('account');
  const column = proseColumns + 1;
  return [
    ...(aggregate.rows.length > 1 ? [scoreChart(aggregate, { sheet: aggregate.title, top: headRow, words }, { row: 2, column })] : []),
    ...(account !== undefined && top !== undefined && account.rows.length > 0 ? [accountChart(account, { sheet: name, top, words }, { row: 22, column })] : []),
  ];
}
