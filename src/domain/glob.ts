/**
 * A test for a glob: `*` any text, `?` one character, all else itself; without case. Time grows with pattern times text, whatever
 * the pattern: only the last `*` is ever taken back.
 */
export function globOf(pattern: string): (text: string) => boolean {
  const wanted = [...pattern.toLowerCase()];
  return (text) => {
    const given = [...text.toLowerCase()];
    let [place, at, star, starAt] = [0, 0, -1, 0];
    while (at < given.length) {
      const one = wanted[place];
      if (one === '*') {
        [star, starAt] = [place, at];
        place += 1;
      } else if (one !== undefined && (one === '?' || one === given[at])) {
        place += 1;
        at += 1;
      } else if (star >= 0) {
        starAt += 1;
        [place, at] = [star + 1, starAt];
      } else return false;
    }
    return wanted.slice(place).every((one) => one === '*');
  };
}

/** True when a name matches a pattern; see {@link globOf}. */
export function matchesGlob(pattern: string, name: string): boolean {
  return globOf(pattern)(name);
}
