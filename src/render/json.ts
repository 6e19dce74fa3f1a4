import { reportModelSchema, type ReportModel } from '../domain/report.ts';

/**
 * report.json: the model itself, keys in the order of the schema whatever built it, two spaces, a newline at the end.
 * Error with the path and what is wrong there for a model that is not of the schema: our bug, found before a reader does.
 */
export function renderJson(model: ReportModel): string {
  const checked = reportModelSchema.safeParse(model);
  if (checked.success) return `${JSON.stringify(checked.data, null, 2)}\n`;
  const faults = checked.error.issues.slice(0, 5).map((issue) => `${issue.path.join('.') || 'the model'}: ${issue.message}`);
  throw new Error(`report model is not what report.json promises: ${faults.join('; ')}`, { cause: checked.error });
}
