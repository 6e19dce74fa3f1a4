import { createHash } from 'node:crypto';
import type { ControlDefinition, Recommendation } from '../domain/snapshot.ts';

/**
 * SHA-256 (hex) of what decides how resources turn into points: controls with their maxima and recommendations, and which
 * recommendations are preview. Names and texts are left out: they change without effect.
 */
export function catalogueHash(controls: readonly ControlDefinition[], recommendations: readonly Recommendation[]): string {
  const canonical = {
    controls: controls.map(({ controlId, maxScore, recommendationKeys }) => [controlId, maxScore, recommendationKeys]),
    recommendations: recommendations.map(({ key, preview }) => [key, preview]),
  };
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex');
}
