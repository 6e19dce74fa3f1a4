import type { Points } from '../domain/snapshot.ts';

/** A scope's part in a roll-up: its points and its weight as the service reports them; null where it reports none. */
export interface WeightedPoints {
  readonly points: Points | null;
  readonly weight: number | null;
}

export interface RollUp {
  /** Σ weight·current/max ÷ Σ weight, 0–1, unrounded; null when no scope counts. */
  readonly ratio: number | null;
  /** Scopes in the figure. */
  readonly scopes: number;
  /** Scopes that stay out of both sums: no points, max 0 or weight 0. */
  readonly withoutScore: number;
  /** Σ weight. */
  readonly weight: number;
}

/** True when a scope takes part in a roll-up: it has points to reach and a weight. */
export function counts(part: WeightedPoints): part is { readonly points: Points; readonly weight: number } {
  return part.points !== null && part.points.max > 0 && part.weight !== null && part.weight > 0;
}

/**
 * The score of several scopes, weighted as Defender for Cloud weighs subscriptions and connectors:
 * Σ weight·current/max ÷ Σ weight. Neither the mean of the scores nor the sum of the points.
 * Source: Microsoft Learn, "Secure score in Defender for Cloud", and the Secure Score Over Time workbook.
 */
export function rollUp(parts: Iterable<WeightedPoints>): RollUp {
  let weighted = 0;
  let weight = 0;
  let scopes = 0;
  let withoutScore = 0;
  for (const part of parts) {
    if (!counts(part)) {
      withoutScore += 1;
      continue;
    }
    weighted += part.weight * (part.points.current / part.points.max);
    weight += part.weight;
    scopes += 1;
  }
  return { ratio: scopes === 0 ? null : weighted / weight, scopes, withoutScore, weight };
}
