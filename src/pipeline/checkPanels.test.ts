import { describe, expect, it } from 'vitest';
import { parseConfig } from '../config/index.ts';
import { problemLine, UserError } from '../domain/errors.ts';
import { checkPanels } from './checkPanels.ts';

function faults(yaml: string): readonly string[] {
  const { report } = parseConfig(yaml, 'config.yaml', {}, '/work');
  try {
    checkPanels(report.panels);
    return [];
  } catch (error) {
    if (error instanceof UserError) return error.problems.map(problemLine);
    throw error;
  }
}

const block = (query: string, more = ''): string => `report:\n  panels:\n    - title: T\n${more}      query: |\n${query.split('\n').map((line) => `        ${line}`).join('\n')}\n`;

describe('queries of own panels', () => {
  it.each([
    'resources | summarize n = count() by location', "securityresources | where type =~ 'x' | extend s = tostring(properties.status.code) | project id, s", 'AdvisorResources | count', 'healthresources | take 5',
    "resources | join kind=leftouter (resourcecontainers | project subscriptionId, s = name) on subscriptionId | project name, s", 'patchassessmentresources | project id, name',
  ])('that Resource Graph takes are taken: %s', (query) => {
    expect(faults(block(query))).toEqual([]);
  });

  it('are told by line and column of the file', () => {
    expect(faults(block("resources\n| where nosuch == 'x'\n| project alsonot"))).toEqual([
      expect.stringMatching(/^config\.yaml:6:17 report\.panels\[0\]\.query: the query of "T": The name 'nosuch'/),
      expect.stringMatching(/^config\.yaml:7:19 report\.panels\[0\]\.query: .*'alsonot'/),
    ]);
    expect(faults('report: { panels: [{ title: T, query: "resources | where nosuch == 1" }] }')[0]).toMatch(/^config\.yaml:1:58 /);
    expect(faults("report: { panels: [{ title: T, query: resources | where nosuch == 1 }] }")[0]).toMatch(/^config\.yaml:1:57 /);
    expect(faults('report:\n  panels:\n    - title: T\n      query: >\n        resources\n        | where nosuch == 1\n')[0]).toMatch(/^config\.yaml:\d+:\d+ report/);
  });

  it.each([
    ['resources | render barchart', 'does not accept render'], ['resources | evaluate bag_unpack(tags)', 'evaluate'], ['externaldata(x: string) ["https://evil.example/x.csv"]', 'externaldata'], ['cluster("evil").database("x").T | count', 'luster'],
    ['.show tables', ''], ['resources | where', ''], ["resources | where name == 'x", ''], ['resources; drop table x', ''], ['nosuchtable | count', 'nosuchtable'],
  ])('that it does not are refused before anything is sent: %s', (query, why) => {
    const found = faults(block(query));
    expect(found.length).toBeGreaterThan(0);
    expect(found.join('\n')).toContain(why);
  });

  it('must have the columns that their chart names', () => {
    const query = 'resources | summarize n = count() by location';
    expect(faults(block(query, '      kind: bar\n      x: Location\n      y: n\n'))).toEqual([]);
    expect(faults(block(query, '      kind: bar\n      x: region\n      y: location\n'))).toEqual([expect.stringContaining('has no column region. It has location, n.'), expect.stringContaining('is of type string, not a number')]);
  });
});
