import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as documents from './documents.ts';

/** Every property name anywhere in a JSON Schema. */
function fieldNames(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  if (Array.isArray(schema)) return schema.flatMap(fieldNames);
  return Object.entries(schema).flatMap(([name, value]) => (name === 'properties' && typeof value === 'object' && value !== null ? [...Object.keys(value), ...Object.values(value).flatMap(fieldNames)] : fieldNames(value)));
}

describe('docs/data.md', () => {
  const page = readFileSync(new URL('../../docs/data.md', import.meta.url), 'utf8');

  it('names every field of every stored document', () => {
    const schemas = Object.values(documents).filter((value) => value instanceof z.ZodType);
    expect(schemas.length).toBeGreaterThan(8);
    const names = new Set(schemas.flatMap((schema) => fieldNames(z.toJSONSchema(schema))));
    expect(names.size).toBeGreaterThan(60);
    expect([...names].filter((name) => !new RegExp(`[\`.]${name}\\b`).test(page))).toEqual([]);
  });

  it('describes the current version', () => {
    expect(page).toContain(`**version ${String(documents.recordVersion)}**`);
  });
});
