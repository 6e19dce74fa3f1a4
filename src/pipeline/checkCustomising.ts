import { fileURLToPath } from 'node:url';
import type { ReportConfig } from '../domain/config.ts';
import { UserError, type Problem } from '../domain/errors.ts';

/** Checks everything that config makes its own: branding, templates, styles, chart specs, queries. Gives what was changed, in sentences. @throws UserError with every fault. */
export async function checkCustomising(report: ReportConfig): Promise<readonly string[]> {
  const problems: Problem[] = [];
  const notes: string[] = [];
  const keep = async (work: () => Promise<void>): Promise<void> => {
    await work().catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems);
    });
  };
  const { accent, logo } = report.branding;
  if (accent !== null || logo !== null || report.templates !== null) {
    await keep(async () => {
      const { planLook } = await import('./look.ts');
      notes.push(...(await planLook(report, fileURLToPath(new URL('../../templates/', import.meta.url)))).notes);
    });
  }
  if (report.panels.length > 0) {
    await keep(async () => {
      const { checkPanels } = await import('./checkPanels.ts');
      checkPanels(report.panels);
    });
  }
  if (problems.length > 0) throw new UserError(problems);
  return notes;
}
