import { z } from 'zod';
import { once } from './checks.ts';

const workspaceId = z.string().check((context) => {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(context.value)) return;
  const fix = 'Use the workspace id, a GUID that the portal shows on the workspace\'s overview; not its name or its resource id.';
  context.issues.push({ code: 'custom', input: context.value, message: `not a workspace id: ${JSON.stringify(context.value)}`, params: { fix } });
});

/** Where past scores come from, as a user writes it. */
export const historySchema = z.strictObject({
  source: z.enum(['local', 'logAnalytics']).default('local').describe('local: the record of the runs themselves. logAnalytics: continuous export in workspaces; runs are still kept.'),
  workspaceIds: z.array(workspaceId).min(1).check(once((id) => id.toLowerCase())).optional().describe('Ids of the workspaces (GUID, shown as "Workspace ID" in the portal). With source logAnalytics; backfill reads them too.'),
}).check(({ value, issues }) => {
  const fault = (message: string, fix: string, path: string[]): void => { issues.push({ code: 'custom', input: value, path, message, params: { fix } }); };
  if (value.source === 'logAnalytics' && value.workspaceIds === undefined) fault('"logAnalytics" needs workspaces', 'Add workspaceIds: [<workspace id>].', ['source']);
  if (value.source === 'local' && value.workspaceIds !== undefined) fault('workspaces are not read with source local', 'Set source: logAnalytics, or name them to "secure-score backfill --workspace".', ['workspaceIds']);
});
