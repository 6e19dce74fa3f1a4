import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { introductionHtml, introductionText } from './markdown.ts';

/** Tags that an introduction can have. */
const allowed = new Set(['p', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'strong', 'em', 'code', 'pre', 'blockquote', 'hr', 'a', 'br']);

describe('an introduction', () => {
  it('is formatted, with headings below those of the page', () => {
    expect(introductionHtml('# One\n\nText with *stress* and [a link](https://contoso.com/a?b=1&c=2).\n\n## Two\n\n1. a\n2. b')).toBe(
      '<h3>One</h3>\n<p>Text with <em>stress</em> and <a href="https://contoso.com/a?b=1&amp;c=2" rel="noreferrer">a link</a>.</p>\n<h4>Two</h4>\n<ol>\n<li>a</li>\n<li>b</li>\n</ol>',
    );
    expect(introductionHtml('### Only\n\n##### Far below')).toBe('<h3>Only</h3>\n<h5>Far below</h5>');
  });

  it.each([
    '<img src=x onerror=alert(1)>', '<script>alert(1)</script>', '[x](javascript:alert(1))', '[x](JaVaScRiPt:alert(1))', '[x](data:text/html;base64,PHNjcmlwdD4=)', '[x](vbscript:x)', '[x](//evil.example)', '[x](http://evil.example)',
    '[x](https:\\\\evil.example)', '[x](https://user@evil.example)', '[x](&#106;avascript:alert(1))', '[x](java\tscript:alert(1))', '<javascript:alert(1)>', '![x](https://evil.example/pixel.png)', '![x](javascript:alert(1))',
    '[x]: javascript:alert(1)\n\n[x]', '[a](https://a.example "\\" onmouseover=\\"alert(1)")', '```html" onload="x\ny\n```', '<https://a.example/"onmouseover="x>', '[x](file:///etc/passwd)', '| a |\n|:-:|\n| b |',
  ])('runs, loads and styles nothing: %s', (text) => {
    const html = introductionHtml(text);
    for (const [, name = '', attributes = ''] of html.matchAll(/<\/?([a-z0-9]+)((?:\s[^<>]*)?)>/gi)) {
      expect(allowed.has(name)).toBe(true);
      for (const [, key = '', value = ''] of attributes.matchAll(/\s([^\s=]+)="([^"]*)"/g)) {
        expect(['href', 'rel', 'title', 'class', 'start']).toContain(key);
        if (key === 'href') expect(value).toMatch(/^https:\/\/(?!user)/);
      }
    }
    expect(html).not.toMatch(/<img|<script|\sstyle=/);
  });

  it('of any text has no tag but those', () => {
    const piece = fc.constantFrom('<', '>', '"', "'", '`', '[', ']', '(', ')', '!', '#', '-', '*', '\n', ' ', 'javascript:', 'https://a.b', 'img', 'onerror=', '&lt;', '\\', '\u0000', '\ud800');
    fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      for (const [, name = ''] of introductionHtml(pieces.join('')).matchAll(/<\/?([a-z0-9]+)/gi)) expect(allowed.has(name)).toBe(true);
    }), { numRuns: 300 });
  });

  it('is lines of plain text for a workbook', () => {
    expect(introductionText('# One\n\nText **strong**\nand [a link](https://a.b).\n\n- x\n- y')).toEqual(['One', 'Text strong and a link.', 'x', 'y']);
  });
});
