import { z } from 'zod';
import { configSpecSchema } from './schema.ts';

/** JSON Schema (draft 7, which editors read) of config.yaml, made from the schema that checks it. */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(configSpecSchema, { io: 'input', target: 'draft-7', reused: 'inline' });
}
