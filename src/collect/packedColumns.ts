/** Texts of which many are the same. */
export type Names = (row: number) => string | null;
/** Texts of which most differ. */
export type Texts = (row: number) => string;

/** Keeps each distinct text once, and two bytes a row. At most 65,535 rows. */
export function packNames(texts: readonly (string | null)[]): Names {
  const places = new Map<string | null, number>();
  const rows = Uint16Array.from(texts, (text) => {
    const place = places.get(text) ?? places.size;
    places.set(text, place);
    return place;
  });
  const distinct = [...places.keys()];
  return (row) => distinct[rows[row] ?? 0] ?? null;
}

/** Keeps all in one text, and four bytes a row. */
export function packTexts(texts: readonly string[]): Texts {
  const all = texts.join('');
  const ends = new Uint32Array(texts.length);
  let end = 0;
  for (const [row, text] of texts.entries()) {
    end += text.length;
    ends[row] = end;
  }
  return (row) => all.slice(row === 0 ? 0 : ends[row - 1], ends[row]);
}

/** Keeps moments, ISO 8601 UTC, or null, as a number each. */
export function packTimes(times: readonly (string | null)[]): (row: number) => string | null {
  const moments = Float64Array.from(times, (time) => (time === null ? Number.NaN : Date.parse(time)));
  return (row) => {
    const moment = moments[row] ?? Number.NaN;
    return Number.isNaN(moment) ? null : new Date(moment).toISOString();
  };
}
