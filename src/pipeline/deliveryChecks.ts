import type { DeliveryCheck, Publisher } from '../deliver/index.ts';
import type { Config } from '../domain/config.ts';
import type { DeliveryMeans } from './stages.ts';

/** A target or mail service of config, and what was found there. */
export interface ExaminedMeans {
  /** `publish[0]`, `groups[0].publish[0]`, `email`, as config names it. */
  readonly name: string;
  /** In words: `directory /srv/www`. */
  readonly target: string;
  readonly checks: readonly DeliveryCheck[];
}

/** Looks at every target and the mail service of config, one after the other; changes nothing there and sends nothing. */
export async function examineDelivery({ email, groups }: Pick<Config, 'email' | 'groups'>, { publishers, groupPublishers, mailer }: Pick<DeliveryMeans, 'publishers' | 'groupPublishers' | 'mailer'>): Promise<readonly ExaminedMeans[]> {
  const examined: ExaminedMeans[] = [];
  const targets = [named('publish', publishers), ...groups.map(({ name }, index) => named(`groups[${index}].publish`, groupPublishers.get(name) ?? []))].flat();
  for (const { name, publisher } of targets) {
    const checks = await publisher.examine().finally(() => publisher.close());
    examined.push({ name, target: publisher.target, checks });
  }
  if (mailer !== null && email !== null) {
    const largest = Math.min(email.maximumBytes, mailer.largestBytes ?? email.maximumBytes);
    examined.push({ name: 'email', target: mailer.target, checks: await mailer.examine(largest) });
  }
  return examined;
}

function named(key: string, publishers: readonly Publisher[]): readonly { readonly name: string; readonly publisher: Publisher }[] {
  return publishers.map((publisher, index) => ({ name: `${key}[${index}]`, publisher }));
}
