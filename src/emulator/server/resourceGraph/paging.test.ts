import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../queryEngine.ts';
import { answerPage } from './answer.ts';
import { pageWindow } from './paging.ts';
import type { GraphRequest } from './request.ts';

const trace = { at: new Date(0), correlationId: '' };
const asked: GraphRequest = { query: 'resources | project id', subscriptions: [], managementGroups: [], top: null, skip: null, skipToken: null, table: true, allowPartialScopes: false, above: false };

function resultOf(total: number): Evaluation {
  const columns = [{ name: 'id', type: 'long' as const }];
  const result = { columns, rows: Array.from({ length: total }, (_, n) => [n]) };
  return { compiled: { columns, pageable: true, run: () => result }, result };
}

/** Row numbers of every page that following the tokens leads to. */
function follow(evaluation: Evaluation, first: Partial<GraphRequest>): number[][] {
  const pages: number[][] = [];
  let request: GraphRequest = { ...asked, ...first };
  for (;;) {
    const answer = answerPage(request, evaluation, pageWindow(request, 'tenant', trace), 'tenant');
    pages.push((answer.data as { rows: [number][] }).rows.map(([n]) => n));
    if (answer.$skipToken === undefined) return pages;
    request = { ...asked, skipToken: answer.$skipToken };
  }
}

describe('pages', () => {
  it('hold every row once, in order, and are as few as can be', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 3000 }), fc.option(fc.integer({ min: 1, max: 1000 })), fc.integer({ min: 0, max: 3100 }), (total, top, skip) => {
      const pages = follow(resultOf(total), { top, skip });
      expect(pages.flat()).toEqual(Array.from({ length: Math.max(0, total - skip) }, (_, n) => skip + n));
      expect(pages).toHaveLength(Math.max(1, Math.ceil((total - skip) / (top ?? 1000))));
    }), { numRuns: 60 });
  });
});
