import type { DeliveryCheck } from '../checks.ts';
import type { PublishStep, TargetState } from '../plan.ts';
import type { Site } from '../site.ts';

/** One place a site can be published to. */
export interface Publisher {
  /** In words: `directory /srv/www`. */
  readonly target: string;
  /** Config says it may be public. */
  readonly publicAllowed: boolean;
  /** Looks at the target; changes nothing. @throws DeliveryError or UserError when it cannot be reached or must not be used. */
  inspect(site: Site): Promise<TargetState>;
  /** What publishing there needs, and whether it is so; changes nothing. */
  examine(): Promise<readonly DeliveryCheck[]>;
  /** Does what was planned from the last `inspect`; what was done, in words. */
  publish(step: PublishStep, site: Site): Promise<string>;
  /** Removes what `inspect` left on this machine. */
  close(): Promise<void>;
}

/** `3 files added or replaced, 1 removed`. */
export function changeWords({ upload, remove, kept }: Pick<PublishStep, 'upload' | 'remove' | 'kept'>): string {
  return `${upload.length} ${upload.length === 1 ? 'file' : 'files'} added or replaced, ${remove.length} removed, ${kept} unchanged`;
}
