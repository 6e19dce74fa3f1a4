import { undelivered, type GroupConfig } from '../../src/domain/config.ts';
import type { Gap } from '../../src/domain/gap.ts';
import type { ManagementGroup, Scope } from '../../src/domain/scope.ts';
import { runIdOf, snapshotVersion, type Assessment, type ControlScore, type Recommendation, type ScopeScore, type Snapshot } from '../../src/domain/snapshot.ts';

/** A scope of the test's tenant: everything the service says of it carries its canary. */
export interface Marked {
  readonly letter: string;
  /** In names, tags, resources, owners, reasons; nowhere else. */
  readonly canary: string;
  /** Id of its subscription. */
  readonly guid: string;
  readonly kind: Scope['kind'];
  readonly environment: string;
  readonly team: string;
  /** Management groups above it, nearest first. */
  readonly above: readonly string[];
  /** The marked subscription that hosts a connector. */
  readonly host: string | null;
}

function subscription(letter: string, team: string, above: readonly string[]): Marked {
  return { letter, canary: `kanarie${letter.repeat(3)}vogel`, guid: guidOf(letter), kind: 'subscription', environment: 'Azure', team, above, host: null };
}

const guidOf = (letter: string): string => `${String(letter.charCodeAt(0)).repeat(4).slice(0, 8)}-aaaa-4bbb-8ccc-${String(letter.charCodeAt(0)).repeat(6).slice(0, 12)}`;

const root = 'mgrootshared';

/** Names are long enough not to be in a font's or picture's bytes by chance. Groups: red = p q, mgnordgruppe = q r (both have q), aws = t, hosted in s, which is in none. u is alone, without a score and in gaps. */
export const marked: readonly Marked[] = [
  subscription('p', 'red', [root]),
  subscription('q', 'red', ['mgnordgruppe', root]),
  subscription('r', 'blue', ['mgnordgruppe', root]),
  subscription('s', 'green', ['mgsuedgruppe', root]),
  { ...subscription('t', 'green', ['mgsuedgruppe', root]), kind: 'securityConnector', environment: 'AWS', host: 's', guid: guidOf('s') },
  subscription('u', 'grey', ['mgonlyukanarieuuuvogel', root]),
];

const match = { managementGroup: null, subscriptions: [], tags: {}, environment: null, connector: null };

/** Each group with the letters of its scopes. */
export const groups: readonly (GroupConfig & { readonly letters: string })[] = [
  { name: 'Rotkarottegruppe', match: { ...match, tags: { team: 'red' } }, target: 77, ...undelivered, recipients: ['pq@contoso.com'], letters: 'pq' },
  { name: 'Xylophongruppe', match: { ...match, managementGroup: 'mgnordgruppe' }, target: 88, ...undelivered, recipients: ['qr@contoso.com'], letters: 'qr' },
  { name: 'Wolkengruppe / AWS', match: { ...match, environment: 'AWS' }, target: null, ...undelivered, letters: 't' },
];

const controls = [
  { controlId: '34a42fb3-e6db-409c-b56b-7b1db6b8aee0', name: 'Enable MFA', maxScore: 10, keys: ['94290b00-4d0c-d7b4-7cea-064a9554e681'] },
  { controlId: '52901099-235c-4971-b9d5-a33fca3a936e', name: 'Restrict network access', maxScore: 8, keys: ['4fb67663-9ab9-475d-b026-8c544cced439'] },
];

export function idOf({ kind, guid, canary }: Marked): string {
  return kind === 'subscription' ? `/subscriptions/${guid}` : `/subscriptions/${guid}/resourcegroups/rg/providers/microsoft.security/securityconnectors/${canary}`;
}

function customKey({ letter }: Marked): string {
  return `${guidOf(letter)}`.replace('aaaa', 'cccc');
}

function scopeOf(one: Marked): Scope {
  return {
    id: idOf(one), kind: one.kind, name: `Name ${one.canary}`, environment: one.environment, subscriptionId: one.guid,
    hierarchyIdentifier: one.kind === 'subscription' ? null : `account-${one.canary}`,
    ancestors: one.above.map((name) => ({ name, displayName: `Group ${name}` })),
    tags: { team: one.team, [`tag-${one.canary}`]: one.canary }, state: 'Enabled',
  };
}

/** How the figures and rows of a scope are shifted: other figures, more resources. */
export type Shift = (letter: string) => number;

function scoreOf(one: Marked, day: number, shift: Shift): ScopeScore {
  const extra = shift(one.letter);
  const size = 20 + one.letter.charCodeAt(0) % 7 + extra;
  const values = controls.map(({ controlId, maxScore }, index): ControlScore => {
    const unhealthy = (one.letter.charCodeAt(0) + day + index * 3 + extra) % size;
    const current = Math.round((maxScore * (size - unhealthy) * 100) / size) / 100;
    return { controlId, max: maxScore, current, ratio: Math.round((current / maxScore) * 1e4) / 1e4, weight: size, healthy: size - unhealthy, unhealthy, notApplicable: extra };
  });
  const [current, max] = [values.reduce((sum, value) => sum + value.current, 0), 18];
  return {
    scopeId: idOf(one),
    secureScore: one.letter === 'u' ? null : { current, max, ratio: Math.round((current / max) * 1e4) / 1e4 },
    gracePeriod: null, weight: one.letter === 'u' ? null : size, controls: one.letter === 'u' ? [] : values,
    recommendations: [
      ...controls.map(({ keys: [key = ''] }, index) => ({ key, healthy: values[index]?.healthy ?? 0, unhealthy: values[index]?.unhealthy ?? 0, notApplicable: extra, exempt: 0 })),
      { key: customKey(one), healthy: 1, unhealthy: 2, notApplicable: 0, exempt: 0 },
    ],
    signatures: values.flatMap(({ unhealthy }, index) => (unhealthy === 0 ? [] : [{ keys: [...(controls[index]?.keys ?? [])], resources: unhealthy }])),
  };
}

/** Three resources a scope, one of which changes with each run. */
function assessmentsOf(one: Marked, day: number, takenAt: string, shift: Shift): Assessment[] {
  const count = 3 + shift(one.letter);
  return Array.from({ length: count }, (_, index): Assessment => {
    const name = `vm-${one.canary}-${index}`;
    return {
      scopeId: idOf(one), key: controls[index % 2]?.keys[0] ?? '', resourceId: `${idOf(one)}/resourcegroups/rg/providers/microsoft.compute/virtualmachines/${name}`, resourceName: name,
      state: (day + index) % 2 === 0 ? 'Unhealthy' : 'Healthy', cause: `cause ${one.canary}`, reason: `because of ${one.canary}`, changedAt: takenAt, firstEvaluatedAt: takenAt,
      portalUrl: `https://portal.azure.com/#resource/${one.canary}/${index}`,
    };
  });
}

function recommendations(): Recommendation[] {
  const base = { severity: 'High', environment: 'Azure', implementationEffort: 'Low', userImpact: null, categories: [], preview: false, plannedDeprecation: null, remediation: null };
  return [
    ...controls.map(({ keys: [key = ''], name }) => ({ ...base, key, name: `Do: ${name}`, assessmentType: 'BuiltIn' })),
    ...marked.map((one) => ({ ...base, key: customKey(one), name: `Custom rule of ${one.canary}`, assessmentType: 'CustomPolicy', remediation: one.canary })),
  ];
}

function managementGroups(): ManagementGroup[] {
  const names = [...new Set(marked.flatMap(({ above }) => above))];
  return names.map((name) => ({ name, displayName: `Group ${name}`, parent: name === root ? null : root, restricted: name.startsWith('mgonly') }));
}

function gaps(): Gap[] {
  const all = marked.map(({ canary }) => canary).join(', ');
  const lonely = marked.filter(({ letter }) => letter === 'u').map((one): Gap => ({ cause: 'noScore', what: `no score for ${one.canary}`, scopeId: idOf(one), advice: one.canary, affectsScore: true }));
  return [...lonely, { cause: 'requestFailed', what: `asked for ${all}`, scopeId: null, advice: all, affectsScore: true }, { cause: 'notFound', what: `${all} was not found`, scopeId: null, advice: all, affectsScore: false },
    { cause: 'requestFailed', what: `asked for ${all}`, scopeId: idOf(marked[1] as Marked), advice: all, affectsScore: true }];
}

/** What the service said on a day: `day` counts from 0. */
export function snapshotOf(takenAt: string, day: number, shift: Shift): Snapshot {
  const scopes = marked.map(scopeOf).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return {
    schema: 'secure-score/snapshot', version: snapshotVersion, runId: runIdOf(new Date(takenAt)), takenAt, finishedAt: takenAt, toolVersion: '0.1.0', model: 'classic', formula: 1, cloud: 'AzurePublic',
    tenantIds: ['11111111-2222-4333-8444-555555555555'], catalogueHash: 'c1', scopes, managementGroups: managementGroups(),
    scores: marked.map((one) => scoreOf(one, day, shift)).toSorted((a, b) => (a.scopeId < b.scopeId ? -1 : 1)),
    controls: controls.map(({ controlId, name, maxScore, keys }) => ({ controlId, name, maxScore, recommendationKeys: keys })),
    recommendations: recommendations().toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    assessments: { since: day === 0 ? null : takenAt, rows: marked.flatMap((one) => assessmentsOf(one, day, takenAt, shift)), deleted: [] },
    governance: marked.map((one) => ({ scopeId: idOf(one), key: controls[0]?.keys[0] ?? '', resourceId: `${idOf(one)}/resourcegroups/rg/providers/microsoft.compute/virtualmachines/vm-${one.canary}-0`, owner: `${one.canary}@contoso.com`, dueAt: takenAt, gracePeriod: false, ticket: one.canary })),
    gaps: gaps(),
    drift: [{ subject: 'microsoft.security/assessments', kind: 'unknownValue', example: marked.map(({ canary }) => canary).join(' '), count: 3 }],
    requests: { sent: 9, throttled: 1, retried: 1, rows: 9000 + shift('r') },
  };
}
