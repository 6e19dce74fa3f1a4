import { expect, it } from 'vitest';
import { reportDocs, writtenDocs } from '../../tools/reportDocs.ts';

it('docs/report-json.md is what the schema says (npm run docs)', () => {
  expect(writtenDocs()).toBe(reportDocs());
});
