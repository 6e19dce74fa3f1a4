import { chartProgram, type ChartProgram } from './program.ts';
import { readConfig, readSpec, readTheme, type Theme } from './theme.ts';

/** The report's chart specs, each compiled once. */
export interface ChartPrograms {
  readonly theme: Theme;
  readonly scoreLine: ChartProgram;
  readonly smallMultiple: ChartProgram;
  readonly controlsCombined: ChartProgram;
  readonly waterfall: ChartProgram;
  readonly panelBar: ChartProgram;
  readonly panelLine: ChartProgram;
}

/** Reads and compiles the specs of a templates folder. */
export async function chartPrograms(templatesDir: string): Promise<ChartPrograms> {
  const theme = await readTheme(templatesDir);
  const config = await readConfig(templatesDir, theme);
  const program = async (name: string): Promise<ChartProgram> => chartProgram(await readSpec(templatesDir, name, theme), config, theme);
  return {
    theme,
    scoreLine: await program('score-line'),
    smallMultiple: await program('small-multiple'),
    controlsCombined: await program('controls-combined'),
    waterfall: await program('waterfall'),
    panelBar: await program('panel-bar'),
    panelLine: await program('panel-line'),
  };
}
