import { z } from 'zod';
import { reportModelSchema } from '../domain/report.ts';

export { buildAlerts } from './alerts.ts';
export { buildReport, type ReportInputs } from './buildReport.ts';
export { groupConfig, scopesOfGroup } from './groupReport.ts';
export { groupName as maskedGroupName, mask, type Masked } from './mask/mask.ts';
export { belongsTo } from './membership.ts';
export { narrow, narrower, type World } from './narrow/narrow.ts';

/** JSON Schema (2020-12) of report.json, generated from the model's own schema. */
export function reportJsonSchema(): object {
  return z.toJSONSchema(reportModelSchema, { target: 'draft-2020-12' });
}
