import type { DeliveryCheck, Mailer } from '../deliver/index.ts';
import type { Config } from '../domain/config.ts';
import type { DeliveryMeans } from './stages.ts';

/** A target or mail service of config, and what was found there. */
export interface ExaminedMeans {
  /** `publish[0]`, `email`, as config names it. */
  readonly name: string;
  /** In words: `directory /srv/www`. */
  readonly target: string;
  readonly checks: readonly DeliveryCheck[];
}

/** Looks at every target and the mail service of config, one after the other; changes nothing there and sends nothing. */
export async function examineDelivery({ email }: Pick<Config, 'email'>, { publishers, mailer }: Pick<DeliveryMeans, 'publishers' | 'mailer'>): Promise<readonly ExaminedMeans[]> {
  const examined: ExaminedMeans[] = [];
  for (const [index, publisher] of publishers.entries()) {
    const checks = await publisher.examine().finally(() => publisher.close());
    examined.push({ name: `publish[${index}]`, target: publisher.target, checks });
  }
  if (mailer !== null && email !== null) examined.push({ name: 'email', target: mailer.target, checks: await mailer.examine(largest(mailer, email.maximumBytes)) });
  return examined;
}

function largest({ largestBytes }: Mailer, wanted: number): number {
  return Math.min(wanted, largestBytes ?? wanted);
}

