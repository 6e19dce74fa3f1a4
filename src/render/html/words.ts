import type { Gap } from '../../domain/gap.ts';
import type { TrendEvent } from '../../domain/reportFigures.ts';

/** Colour class of a state. */
export function stateTone(state: string | null): string {
  const tones: Readonly<Record<string, string>> = { Healthy: 'good', Unhealthy: 'bad', NotApplicable: 'grey' };
  return state === null ? 'grey' : (Object.hasOwn(tones, state) ? (tones[state] ?? 'grey') : 'grey');
}

export const eventKinds: Readonly<Record<TrendEvent['kind'], string>> = { methodBreak: 'Method break', scopeJoined: 'Scope joined', scopeLeft: 'Scope left' };

export const gapCauseNames: Readonly<Record<Gap['cause'], string>> = {
  noScore: 'no score held',
  disabled: 'subscription disabled',
  providerNotRegistered: 'Microsoft.Security not registered',
  restricted: 'restricted',
  notFound: 'not found',
  shortPage: 'fewer rows than counted',
  payloadTooLarge: 'answer too large',
  requestFailed: 'request failed',
  invalidRow: 'row not as documented',
  subscriptionLimit: 'first 10,000 subscriptions only',
  typeVanished: 'type vanished since the last run',
};

/** `NotApplicable` → `Not applicable`; states of the service as people read them. */
export function stateName(state: string | null, whenNull: string): string {
  if (state === null) return whenNull;
  return state === 'NotApplicable' ? 'Not applicable' : state;
}
