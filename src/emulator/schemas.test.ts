import { describe, expect, it } from 'vitest';
import { logAnalyticsSchemas, resourceGraphSchemas } from './schemas.ts';

describe('table schemas', () => {
  it('have the columns of the Azure Monitor table reference', () => {
    const counts = Object.entries(logAnalyticsSchemas).map(([table, columns]) => [table, columns.length]);
    expect(counts).toEqual([['SecureScores', 19], ['SecureScoreControls', 26], ['SecurityRecommendation', 25]]);
    expect(logAnalyticsSchemas['SecureScores']).toContainEqual({ name: 'MaxScore', type: 'int' });
    expect(logAnalyticsSchemas['SecureScoreControls']).toContainEqual({ name: 'RecommendationResourceIds', type: 'dynamic' });
  });

  it('give every Resource Graph table the same envelope', () => {
    expect(resourceGraphSchemas['resources']).toEqual(resourceGraphSchemas['securityresources']);
    expect(resourceGraphSchemas['resources']?.map((column) => column.name)).toContain('extendedLocation');
  });
});
