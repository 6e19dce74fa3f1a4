import { z } from 'zod';
import { count, day, instant, ratio, ratioOrNull } from './reportFigures.ts';
import { accountCauses } from './reportPanels.ts';

/** Why a score moved. */
export type AccountCause = (typeof accountCauses)[number];

/** Version of alerts.json's shape. */
export const alertsVersion = 1;

export const alertSchema = z.object({
  subject: z.object({
    kind: z.enum(['overall', 'scope', 'group']),
    id: z.string().nullable().describe('Scope id; null for the whole score and for groups.'),
    name: z.string().describe('Name of the scope or group; the report\'s title for the whole score. Foreign text.'),
  }),
  rule: z.enum(['minimum', 'maximumDrop']),
  status: z.enum(['alarm', 'pending', 'ignored']).describe('alarm: a gate fails. pending: broken, but not in enough runs yet. ignored: it fell, but only by causes that are no alarm.'),
  limit: ratio.describe('Lowest ratio, or largest fall as a ratio.'),
  score: ratioOrNull.describe('Now; null: no score.'),
  since: day.nullable().describe('Day compared with; null for the minimum.'),
  from: ratioOrNull.describe('Score on that day.'),
  change: z.number().nullable().describe('Now minus then, as a ratio.'),
  ignored: z.number().describe('Part of the fall, as a ratio (0 or less), by causes that are no alarm.'),
  causes: z.array(z.object({ cause: z.enum(accountCauses), shown: z.number().describe('In pp with one decimal.') })).describe('Why it moved, for a fall; largest fall first.'),
  runs: count.describe('Runs in a row in which the limit was broken, this one included; at most runsInARow. Several on a day count once.'),
  runsInARow: count.describe('As many are needed for an alarm.'),
  message: z.string().describe('One sentence; plain text with foreign names in it.'),
});

/** A limit that is broken. */
export type Alert = z.infer<typeof alertSchema>;

export const alertsSchema = z.object({
  schema: z.literal('secure-score/alerts'),
  version: z.literal(alertsVersion),
  title: z.string(),
  runId: z.string(),
  takenAt: instant,
  day,
  status: z.enum(['ok', 'alarm']).describe('alarm: at least one alert is an alarm, and the run ends with exit code 3.'),
  limits: count.describe('Limits judged.'),
  alerts: z.array(alertSchema).describe('Limits that are broken: alarms first.'),
}).meta({ id: 'SecureScoreAlerts', title: 'Gates and alerts of a run' });

/** What the limits of config say of a run: alerts.json. */
export type Alerts = z.infer<typeof alertsSchema>;
