/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

export const hour = 3_600_000;
export const day = 24 * hour;
export const year = 365 * day;

/** How often the service recomputes scores per subscription and connector; at 00:00, 08:00 and 16:00 UTC here. */
export const scorePeriod = 8 * hour;

/** The instant of an ISO 8601 text or calendar day (UTC). */
export function instantOf(text: string): Instant {
  const instant = Date.parse(text);
  if (Number.isNaN(instant)) throw new RangeError(`not an instant: ${text}`);
  return instant;
}

/** The last time at or before `now` at which scores were recomputed. */
export function tickAt(now: Instant): Instant {
  return Math.floor(now / scorePeriod) * scorePeriod;
}

/** An instant as the service writes it: seven decimals of a second, UTC. */
export function stamp(instant: Instant): string {
  return `${new Date(instant).toISOString().slice(0, -1)}0000Z`;
}
