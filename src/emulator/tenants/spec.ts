import { type Problem, UserError } from '../../domain/errors.ts';

/** Size and shape of a synthetic tenant. */
export interface SyntheticSpec {
  /** Subscriptions and connectors together. */
  readonly scopes: number;
  /** Assessments per scope. */
  readonly assessments: number;
  /** Days of history before the tenant's moment. */
  readonly days: number;
  readonly seed: number;
}

/** Which tenant is meant. */
export type TenantSpec = { readonly kind: 'demo' } | { readonly kind: 'synthetic'; readonly size: SyntheticSpec };

const limits: Readonly<Record<keyof SyntheticSpec, { readonly least: number; readonly most: number; readonly usual: number }>> = {
  scopes: { least: 1, most: 20_000, usual: 100 },
  assessments: { least: 1, most: 5_000, usual: 100 },
  days: { least: 1, most: 3_660, usual: 30 },
  seed: { least: 0, most: 4_294_967_295, usual: 1 },
};

const allowed = Object.entries(limits).map(([key, { least, most, usual }]) => `${key} (${least} to ${most}, usually ${usual})`).join(', ');

/** Reads `demo` or `synthetic:scopes=1000,seed=7`; a UserError names every problem at once. */
export function parseTenantSpec(spec: string): TenantSpec {
  const text = spec.trim();
  if (text === 'demo') return { kind: 'demo' };
  const [kind, rest = ''] = splitOnce(text, ':');
  if (kind !== 'synthetic') throw new UserError({ message: `unknown tenant "${spec}"`, fix: `Use "demo" or "synthetic:key=value,…" with ${allowed}` });
  const problems: Problem[] = [];
  const { scopes, assessments, days, seed } = limits;
  const size: Record<keyof SyntheticSpec, number> = { scopes: scopes.usual, assessments: assessments.usual, days: days.usual, seed: seed.usual };
  for (const part of rest.split(',').map((piece) => piece.trim()).filter((piece) => piece !== '')) {
    const [key, value = ''] = splitOnce(part, '=');
    if (!isSizeKey(key)) problems.push({ message: `unknown key "${key}" in the tenant "${spec}"`, fix: `Known keys: ${allowed}` });
    else if (isWithin(key, value)) size[key] = Number(value);
    else problems.push({ message: `"${value}" is no value for ${key}`, fix: `Give a whole number from ${limits[key].least} to ${limits[key].most}` });
  }
  if (problems.length > 0) throw new UserError(problems);
  return { kind: 'synthetic', size };
}

function isSizeKey(key: string): key is keyof SyntheticSpec {
  return Object.hasOwn(limits, key);
}

function isWithin(key: keyof SyntheticSpec, value: string): boolean {
  const number = Number(value);
  return /^\d+$/.test(value) && number >= limits[key].least && number <= limits[key].most;
}

function splitOnce(text: string, separator: string): readonly [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}
