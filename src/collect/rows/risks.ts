import { z } from 'zod';
import type { WireRow } from '../../azure/index.ts';
import type { RiskCount } from '../../domain/circumstances.ts';
import { knownNames, type DriftLog } from '../drift.ts';
import { compareText, decodeRows } from './decode.ts';

/** What the drift calls these rows. */
export const riskSubject = 'microsoft.security/assessments properties.risk';
const rowShape = z.object({ id: z.string(), risks: z.array(z.string()) });
/** `key count exposed onAttackPath level`; the level is the service's own text and comes last. */
const entryForm = /^(\S+) (\d+) ([01]) ([01]) (.*)$/s;
const levels = knownNames('Critical', 'High', 'Medium', 'Low', 'None');

type Counted = { -readonly [Field in keyof RiskCount]: RiskCount[Field] };

/** Unhealthy assessments by risk, sorted by scope and key. */
export function decodeRisks(rows: readonly WireRow[], drift: DriftLog): readonly RiskCount[] {
  const found = new Map<string, Counted>();
  for (const { id, risks } of decodeRows(rows, rowShape, riskSubject, drift)) {
    for (const entry of risks) {
      const [, key, count, exposed, onPath, level] = entryForm.exec(entry) ?? [];
      if (key === undefined || level === undefined) {
        drift.invalidRow(riskSubject, entry);
        continue;
      }
      drift.value(`${riskSubject}.level`, level, levels);
      const place = `${id} ${key}`;
      const counted = found.get(place) ?? { scopeId: id, key, critical: 0, high: 0, medium: 0, low: 0, none: 0, exposed: 0, attackPaths: 0 };
      found.set(place, counted);
      counted[fieldOf(level)] += Number(count);
      if (exposed === '1') counted.exposed += Number(count);
      if (onPath === '1') counted.attackPaths += Number(count);
    }
  }
  return [...found].toSorted(([a], [b]) => compareText(a, b)).map(([, counted]) => counted);
}

function fieldOf(level: string): 'critical' | 'high' | 'medium' | 'low' | 'none' {
  const lower = level.toLowerCase();
  return lower === 'critical' || lower === 'high' || lower === 'medium' || lower === 'low' ? lower : 'none';
}
