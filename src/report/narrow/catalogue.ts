import type { ControlDefinition, Recommendation } from '../../domain/snapshot.ts';

/** The catalogue of a tenant as far as some scopes know it. */
export interface KnownCatalogue {
  readonly keys: ReadonlySet<string>;
  readonly controlIds: ReadonlySet<string>;
}

/** Definitions as far as they are known. */
export function narrowCatalogue({ controls, recommendations }: { readonly controls: readonly ControlDefinition[]; readonly recommendations: readonly Recommendation[] }, { keys, controlIds }: KnownCatalogue): { controls: ControlDefinition[]; recommendations: Recommendation[] } {
  return {
    controls: controls.filter(({ controlId }) => controlIds.has(controlId)).map((control) => ({ ...control, recommendationKeys: control.recommendationKeys.filter((key) => keys.has(key)) })),
    recommendations: recommendations.filter(({ key }) => keys.has(key)),
  };
}
