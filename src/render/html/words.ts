/** Colour class of a state. */
export function stateTone(state: string | null): string {
  const tones: Readonly<Record<string, string>> = { Healthy: 'good', Unhealthy: 'bad', NotApplicable: 'grey' };
  return state === null ? 'grey' : (Object.hasOwn(tones, state) ? (tones[state] ?? 'grey') : 'grey');
}
