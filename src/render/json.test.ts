import { describe, expect, it } from 'vitest';
import { sampleModel } from '../../test/fixtures/report-model.ts';
import { reportModelSchema } from '../domain/report.ts';
import { renderJson } from './json.ts';

describe('report.json', () => {
  it('is the model again when read', () => {
    const model = sampleModel();
    expect(reportModelSchema.parse(JSON.parse(renderJson(model)))).toEqual(model);
  });

  it('is the same text whatever order the keys were made in', () => {
    const model = sampleModel();
    const reversed = Object.fromEntries(Object.entries(model).toReversed());
    expect(renderJson(reversed as typeof model)).toBe(renderJson(model));
  });

  it('ends in one newline and indents by two', () => {
    const text = renderJson(sampleModel());
    expect(text).toMatch(/^\{\n {2}"schema": "secure-score\/report",\n[^]*[^\n]\n$/);
  });

  it('names the place of a model that is not one', () => {
    const model = sampleModel();
    expect(() => renderJson({ ...model, headline: { ...model.headline, score: { ...model.headline.score, ratio: Number.NaN } } })).toThrow(/headline\.score\.ratio/);
  });

  it('holds a hostile name as the characters it is', () => {
    const title = '</script><img src=x onerror=alert(1)> \u2028 \ud800 $& {{x}}';
    expect(JSON.parse(renderJson({ ...sampleModel(), title })).title).toBe(title);
  });
});
