import { environmentLabel } from '../../domain/environment.ts';

/** How an environment is written; a name that is also one of every object's own (`constructor`) stands as it is. */
export function environmentText(environment: string): string {
  const label: unknown = environmentLabel(environment);
  return typeof label === 'string' ? label : environment;
}
