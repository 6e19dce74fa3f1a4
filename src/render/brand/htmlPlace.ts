/** Where in a page a piece of a template stands, as far as escaping is concerned. */
export type Place =
  | { readonly at: 'text' }
  | { readonly at: 'tag' }
  | { readonly at: 'unquoted' }
  /** Inside quotes of an attribute; `begun`: something of its value is there already. */
  | { readonly at: 'value'; readonly quote: '"' | "'"; readonly attribute: string; readonly begun: boolean }
  | { readonly at: 'comment' }
  /** Inside an element whose content is no HTML. */
  | { readonly at: 'raw'; readonly element: string };

export const start: Place = { at: 'text' };

const raw = /^(script|style|textarea|title|noscript|iframe|xmp|plaintext)$/;

/** The place behind a piece of markup that begins at `from`. A small reading of the HTML standard's tokenizer, enough to know a value from a tag. */
export function placeAfter(markup: string, from: Place): Place {
  let place = from;
  let at = 0;
  let element = '';
  while (at < markup.length) {
    const rest = markup.slice(at);
    if (place.at === 'text') {
      const opening = /<(?:!--|[/!?]?[A-Za-z!?])/.exec(rest);
      if (opening === null) return place;
      at += opening.index + opening[0].length;
      element = (/^<([A-Za-z][^\s/>]*)/.exec(rest.slice(opening.index))?.[1] ?? '').toLowerCase();
      place = opening[0] === '<!--' ? { at: 'comment' } : { at: 'tag' };
    } else if (place.at === 'comment' || place.at === 'raw') {
      const end: RegExpExecArray | null = place.at === 'comment' ? /-->/.exec(rest) : new RegExp(`</${place.element}`, 'i').exec(rest);
      if (end === null) return place;
      at += end.index + end[0].length;
      place = place.at === 'comment' ? { at: 'text' } : { at: 'tag' };
      element = '';
    } else if (place.at === 'value') {
      const end = rest.indexOf(place.quote);
      if (end < 0) return { ...place, begun: place.begun || rest !== '' };
      at += end + 1;
      place = { at: 'tag' };
    } else {
      [place, at] = inTag(markup, at, place, element);
    }
  }
  return place;
}

/** One step inside a tag: to its end, to a value, or over what stands between. */
function inTag(markup: string, at: number, place: Place, element: string): [Place, number] {
  const rest = markup.slice(at);
  if (place.at === 'unquoted') {
    const end = /[\s>]/.exec(rest);
    return end === null ? [place, markup.length] : [{ at: 'tag' }, at + end.index];
  }
  const next = /=\s*(["']?)|>/.exec(rest);
  if (next === null) return [{ at: 'tag' }, markup.length];
  const behind = at + next.index + next[0].length;
  if (next[0] === '>') return [raw.test(element) ? { at: 'raw', element } : { at: 'text' }, behind];
  const attribute = (/([^\s"'<>/=]+)\s*$/.exec(rest.slice(0, next.index))?.[1] ?? '').toLowerCase();
  const quote = next[1];
  if (quote === '"' || quote === "'") return [{ at: 'value', quote, attribute, begun: false }, behind];
  return [{ at: 'unquoted' }, behind];
}
