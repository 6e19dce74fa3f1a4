import { UserError } from '../../domain/errors.ts';
import { dayOf } from '../../domain/calendar.ts';
import { controlRowOf, definitionRowOf, scoreRowOf, type ControlRow, type DefinitionRow, type ScoreRow } from './scoreRows.ts';
import { sightingOfRow, type Sighting } from './sightings.ts';
import type { ExportDay, ExportSource } from './source.ts';
import { momentOf, textOf, type ExportRow } from './values.ts';
import { joinedSightings } from './joinedSightings.ts';
import { latestOfDays } from './workspaceSource.ts';

export const exportTables = ['SecureScores', 'SecureScoreControls', 'SecurityRecommendation'] as const;

export type ExportTable = (typeof exportTables)[number];

/** A file of rows as text, one JSON object a line, or one JSON array. */
export interface ExportFile {
  /** Name for messages; `<table>.ndjson` tells the table of rows without a column `Type`. */
  readonly name: string;
  readonly text: string;
}

/** Rows of continuous export from files. UserError naming file and line when one cannot be read. */
export function fileSource(files: readonly ExportFile[], timeZone: string): ExportSource {
  const rows: Record<ExportTable, ExportRow[]> = { SecureScores: [], SecureScoreControls: [], SecurityRecommendation: [] };
  for (const file of files) for (const [line, row] of parsedRows(file)) rows[tableOf(file, line, row)].push(row);
  const days = exportTables.flatMap((table) => rows[table]).flatMap((row): readonly ExportDay[] => {
    const at = momentOf(row['TimeGenerated']);
    return at === null ? [] : [{ day: dayOf(at, timeZone), at }];
  });
  const scores = decoded<ScoreRow>(rows.SecureScores, scoreRowOf);
  const controlRows = rows.SecureScoreControls.filter((row) => !textOf(row['AssessedResourceId']).toLowerCase().includes('scoregraceexcluded'));
  const controls = decoded<ControlRow>(controlRows, controlRowOf);
  const definitions = decoded<DefinitionRow>(controlRows, definitionRowOf);
  const seen = decoded<Sighting>(rows.SecurityRecommendation, (row) => sightingOfRow(row, timeZone));
  const sightings = joinedSightings();
  for (const one of seen) sightings.add(one);
  return {
    scores: async () => ({ days: latestOfDays(days), scores, unreadable: rows.SecureScores.length - scores.length }),
    details: async () => ({ controls, definitions, sightings: sightings.all(), unreadable: controlRows.length - controls.length + rows.SecurityRecommendation.length - seen.length }),
  };
}

function decoded<T>(rows: readonly ExportRow[], decode: (row: ExportRow) => T | null): readonly T[] {
  return rows.flatMap((row) => decode(row) ?? []);
}

function tableOf({ name }: ExportFile, line: number, row: ExportRow): ExportTable {
  const base = name.split(/[\\/]/).at(-1)?.toLowerCase() ?? '';
  const type = textOf(row['Type']).toLowerCase();
  const table = exportTables.find((one) => one.toLowerCase() === type) ?? exportTables.find((one) => base.startsWith(`${one.toLowerCase()}.`));
  if (table !== undefined) return table;
  throw new UserError({ message: `row of an unknown table: ${JSON.stringify(type)}`, position: { file: name, line }, fix: `Name the file after its table (${exportTables.join(', ')}), or keep the column Type.` });
}

function* parsedRows(file: ExportFile): Iterable<readonly [line: number, row: ExportRow]> {
  const text = file.text.replace(/^\uFEFF/, '');
  if (text.trimStart().startsWith('[')) {
    const list = parsed(file, 1, text);
    for (const row of Array.isArray(list) ? list : []) yield [1, rowOf(file, 1, row)];
    return;
  }
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() !== '') yield [index + 1, rowOf(file, index + 1, parsed(file, index + 1, line))];
  }
}

function parsed({ name }: ExportFile, line: number, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError({ message: `not JSON: ${cause instanceof Error ? cause.message : ''}`, position: { file: name, line }, fix: 'Write one JSON object a line, or one JSON array.' }, { cause });
  }
}

function rowOf({ name }: ExportFile, line: number, row: unknown): ExportRow {
  if (typeof row === 'object' && row !== null && !Array.isArray(row)) return { ...row };
  throw new UserError({ message: 'a row is not an object', position: { file: name, line }, fix: 'Write one JSON object a line.' });
}
