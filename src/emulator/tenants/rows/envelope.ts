import type { Row } from '../../tenant.ts';

/** What differs between rows of Resource Graph; the rest of the envelope is the same everywhere. */
export interface RowParts {
  readonly id: string;
  readonly name: string;
  /** Lower case, as Resource Graph writes types. */
  readonly type: string;
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly properties: object;
  readonly resourceGroup?: string;
  readonly location?: string;
  readonly kind?: string;
  readonly tags?: Readonly<Record<string, string>> | null;
}

/** A full Resource Graph row: sixteen columns, in the order in which the service gives them. */
export function graphRow(parts: RowParts): Row {
  return {
    id: parts.id,
    name: parts.name,
    type: parts.type,
    tenantId: parts.tenantId,
    kind: parts.kind ?? '',
    location: parts.location ?? '',
    resourceGroup: parts.resourceGroup ?? '',
    subscriptionId: parts.subscriptionId,
    managedBy: '',
    sku: null,
    plan: null,
    properties: parts.properties,
    tags: parts.tags ?? null,
    identity: null,
    zones: null,
    extendedLocation: null,
  };
}
