import { describe, expect, it } from 'vitest';
import type { PlanNeed, Risk } from '../../domain/reportCircumstances.ts';
import { sampleModel } from '../../../test/fixtures/report-model.ts';
import { formatOf } from '../../domain/format.ts';
import { planWords, riskWords, ticketWords } from './circumstances.ts';

const format = formatOf(sampleModel());
const risk = (changes: Partial<Risk>): Risk => ({ level: 'Critical', critical: 1, high: 0, medium: 0, low: 0, none: 0, exposed: 0, attackPaths: 0, ...changes });
const need = (missingIn: number | null, plans = ['Defender for Servers Plan 2']): PlanNeed => ({ plans, scopes: 3, missingIn });

describe('words beside the score', () => {
  it('name risk, exposure and attack paths as far as there are any', () => {
    expect([riskWords(risk({}), format), riskWords(risk({ level: 'Medium', exposed: 4, attackPaths: 1 }), format), riskWords(risk({ attackPaths: 2 }), format), riskWords(null, format)])
      .toEqual(['Critical risk', 'Medium risk, 4 exposed, 1 on an attack path', 'Critical risk, 2 on attack paths', '']);
  });
  it('say which plan is needed, and where it is off', () => {
    expect([need(2), need(0), need(3), need(null), need(1, ['A', 'B', 'C'])].map((one) => planWords(one, format))).toEqual([
      'needs Defender for Servers Plan 2, off in 2 of 3 scopes', 'needs Defender for Servers Plan 2, which is on', 'needs Defender for Servers Plan 2, which is off',
      'needs Defender for Servers Plan 2', 'needs A or B or C, off in 1 of 3 scopes',
    ]);
    expect(planWords(null, format)).toBe('');
  });
  it('name three tickets', () => {
    expect([ticketWords(['7'], format), ticketWords(['1', '2', '3', '4', '5'], format), ticketWords([], format)]).toEqual(['Ticket 7', 'Tickets 1, 2, 3 and 2 more', '']);
  });
});
