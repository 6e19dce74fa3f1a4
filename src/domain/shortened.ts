/** Longest name that is shown, in characters as people count them; report.json and the CSV files have all of it. */
export const longestName = 200;
/** Longest sentence, advice or reason that is shown: several names may stand in one. */
const longestText = 1_000;

/** Fields that are not shown as text or are compared: ids, keys, addresses; and what config's author wrote for this page. */
const untouched = /(?:^id|Ids?|^keys?|Url|^introduction|^messages|^customPanels|^day|Day|^schema)$/;
const texts = /^(?:sentences|advice|what|reason|words|description|message|noScoreReason|value)$/;

/** Results by their origin: page and charts of a report are made from the same. */
const made = new WeakMap<object, object>();

/**
 * A model as it is shown: no text longer than people read. Everything that is short enough stays the very same object. A name of a
 * megabyte would be laid out in dozens of places and take a browser half a minute.
 */
export function shortened<Model extends object>(model: Model): Model {
  const known = made.get(model);
  if (known !== undefined) return known as Model;
  const short = shortenedValue(model, '') as Model;
  made.set(model, short);
  return short;
}

function shortenedValue(value: unknown, key: string): unknown {
  if (typeof value === 'string') return shortenedText(value, texts.test(key) ? longestText : longestName);
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? shortenedList(value, key) : shortenedFields(value);
}

function shortenedList(list: readonly unknown[], key: string): readonly unknown[] {
  const short = list.map((entry) => shortenedValue(entry, key));
  return short.every((entry, index) => entry === list[index]) ? list : short;
}

function shortenedFields(fields: object): object {
  let changed: Record<string, unknown> | null = null;
  for (const [key, value] of Object.entries(fields)) {
    const short = untouched.test(key) ? value : shortenedValue(value, key);
    if (short !== value) changed = { ...(changed ?? fields), [key]: short };
  }
  return changed ?? fields;
}

/** Cut between characters as people count them, with an ellipsis. */
export function shortenedText(text: string, longest: number): string {
  if (text.length <= longest) return text;
  // A character may be of many code units; what follows a few times as many is not looked at.
  const characters = [...new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text.slice(0, 4 * longest))].map(({ segment }) => segment);
  if (characters.length <= longest && text.length <= 4 * longest) return text;
  return `${characters.slice(0, longest - 1).join('').slice(0, 4 * longest).trimEnd()}…`;
}
