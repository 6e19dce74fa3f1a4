import type { RiskCount } from '../domain/circumstances.ts';
import { riskLevels, type Risk } from '../domain/reportCircumstances.ts';

const levelFields = { Critical: 'critical', High: 'high', Medium: 'medium', Low: 'low', None: 'none' } as const;

/** Risk of what fails under some recommendations, over all scopes; null where nothing of it was evaluated. */
export function riskOf(risks: readonly RiskCount[] | undefined, keys: readonly string[]): Risk | null {
  const own = (risks ?? []).filter(({ key }) => keys.includes(key));
  const sum = (field: keyof Omit<RiskCount, 'scopeId' | 'key'>): number => own.reduce((total, row) => total + row[field], 0);
  const level = riskLevels.find((name) => sum(levelFields[name]) > 0);
  if (level === undefined) return null;
  return { level, critical: sum('critical'), high: sum('high'), medium: sum('medium'), low: sum('low'), none: sum('none'), exposed: sum('exposed'), attackPaths: sum('attackPaths') };
}
