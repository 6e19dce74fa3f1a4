/** Oldest Node that runs this program, as package.json says: major and minor. */
const oldest = [22, 17] as const;

/** `22.17` */
export const oldestNode = oldest.join('.');

/** True for a version (`v24.1.0` or without the v) that runs this program. */
export function nodeIsEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}
