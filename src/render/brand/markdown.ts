import MarkdownIt from 'markdown-it';

/**
 * Markdown of the configuration as HTML: paragraphs, lists, emphasis, code, quotes, headings and https links, and nothing else. HTML in it
 * is text, pictures are left as text, headings begin below those of the page.
 */
const markdown = new MarkdownIt('zero', { html: false, linkify: false, typographer: false, breaks: false, maxNesting: 20 });
markdown.enable(['heading', 'lheading', 'list', 'blockquote', 'code', 'fence', 'hr', 'emphasis', 'backticks', 'link', 'autolink', 'escape', 'entity', 'newline', 'reference']);
markdown.validateLink = isHttps;

/** Level of the highest heading of a text: h1 is the report's title, h2 the section's. */
const highest = 3;

markdown.core.ruler.push('outline', (state) => {
  const levels = state.tokens.filter(({ type }) => type === 'heading_open').map(({ tag }) => Number(tag.slice(1)));
  const shift = highest - Math.min(...levels, 6);
  for (const token of state.tokens) {
    if (token.type === 'heading_open' || token.type === 'heading_close') token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + shift)}`;
    for (const child of token.children ?? []) if (child.type === 'link_open') child.attrSet('rel', 'noreferrer');
  }
});

/** Safe HTML; the only markup in it is what this module makes. */
export function introductionHtml(text: string): string {
  return markdown.render(text).trim();
}

/** The same without markup, one entry a paragraph, heading or list entry. */
export function introductionText(text: string): readonly string[] {
  return markdown.parse(text, {}).flatMap((token) => {
    if (token.type === 'fence' || token.type === 'code_block') return [token.content.trim()];
    if (token.type !== 'inline') return [];
    return [(token.children ?? []).map(({ type, content }) => (type === 'softbreak' || type === 'hardbreak' ? ' ' : content)).join('')];
  }).filter((line) => line !== '');
}

/** https to a named host, without a user: browsers drop tabs and line breaks in addresses, so none is let through. */
function isHttps(address: string): boolean {
  if (!/^https:\/\/[^\s\\/@]/i.test(address) || /[\u0000-\u0020\\]/.test(address)) return false;
  const url = URL.parse(address);
  return url !== null && url.protocol === 'https:' && url.username === '' && url.password === '';
}
