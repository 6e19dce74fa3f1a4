import { z } from 'zod';
import type { WireRow } from '../../azure/index.ts';
import type { ControlDefinition } from '../../domain/snapshot.ts';
import type { DriftLog } from '../drift.ts';
import { compareText, decodeRows, faultOf } from './decode.ts';

const subject = 'microsoft.security/securescores/securescorecontrols properties.definition';
const rowShape = z.object({ id: z.string(), forms: z.array(z.string()) });
const formShape = z.object({
  name: z.string().nullish(),
  maxScore: z.number().nullish(),
  keys: z.array(z.object({ id: z.string() })).nullish(),
});

type Form = z.infer<typeof formShape>;

/** Definitions by control, sorted by id. A control whose rows (or batches) carry different definitions has the keys of all of them. */
export function decodeControlDefinitions(rows: readonly WireRow[], drift: DriftLog): readonly ControlDefinition[] {
  const forms = new Map<string, Set<string>>();
  for (const row of decodeRows(rows, rowShape, subject, drift)) forms.set(row.id, new Set([...(forms.get(row.id) ?? []), ...row.forms]));
  return [...forms]
    .map(([id, texts]) => definitionOf(id, [...texts].flatMap((form) => readForm(form, drift))))
    .toSorted((a, b) => compareText(a.controlId, b.controlId));
}

function definitionOf(controlId: string, forms: readonly Form[]): ControlDefinition {
  const names = forms.map(({ name }) => name ?? '').filter((name) => name !== '').toSorted(compareText);
  const keys = forms.flatMap((form) => form.keys ?? []).map(({ id }) => (id.split('/').at(-1) ?? id).toLowerCase());
  return {
    controlId,
    name: names[0] ?? controlId,
    maxScore: Math.max(0, ...forms.map(({ maxScore }) => maxScore ?? 0)),
    recommendationKeys: [...new Set(keys)].toSorted(compareText),
  };
}

/** Most runs see the forms of the run before. */
const known = new Map<string, Form>();
const mostKnown = 500;

function readForm(text: string, drift: DriftLog): readonly Form[] {
  const before = known.get(text);
  if (before !== undefined) return [before];
  const result = formShape.safeParse(parseJson(text));
  if (!result.success) {
    drift.invalidRow(subject, faultOf(result.error));
    return [];
  }
  if (known.size >= mostKnown) known.clear();
  known.set(text, result.data);
  return [result.data];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
