const fields: readonly (readonly [name: string, low: number, high: number])[] = [['minute', 0, 59], ['hour', 0, 23], ['day of month', 1, 31], ['month', 1, 12], ['day of week', 0, 7]];

/** What is wrong with five fields of POSIX cron. */
export function cronProblems(cron: string): readonly string[] {
  const parts = cron.trim().split(/\s+/);
  if (parts.length !== fields.length) return [`cron "${cron}" has ${parts.length} fields`];
  const wrong = fields.flatMap(([name, low, high], index) => (parts[index] ?? '').split(',').every((part) => isRange(part, low, high)) ? [] : [`cron "${cron}": ${name} is out of range`]);
  // Everybody's jobs start at the full hour, and services drop some of them.
  return parts[0] === '0' ? [...wrong, `cron "${cron}" starts on the hour`] : wrong;
}

function isRange(part: string, low: number, high: number): boolean {
  const [, from, to] = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/[1-9]\d*)?$/.exec(part) ?? ['', 'none'];
  return [from, to].every((number) => number === undefined || (/^\d+$/.test(number) && Number(number) >= low && Number(number) <= high));
}
