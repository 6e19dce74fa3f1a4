/** Milliseconds of an ISO 8601 instant; NaN for any other text, also where a lenient reader finds a date in it. */
export function momentOf(instant: string): number {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(instant) ? Date.parse(instant) : Number.NaN;
}
