import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../domain/errors.ts';
import { checkStyles } from './styleCheck.ts';
import { checkTemplate } from './templateCheck.ts';

const rules = { helpers: new Set(['url', 'percent', 't']), partials: new Set(['heading', 'drawing']), shipped: '<p>{{title}}</p>', addresses: new Set(['home']), file: 'my/foot.hbs', plain: false };

function faults(text: string, more: Partial<typeof rules> = {}): readonly string[] {
  try {
    checkTemplate(text, { ...rules, ...more });
    return [];
  } catch (error) {
    if (error instanceof UserError) return error.problems.map(({ message, position }) => `${position?.line ?? 0}: ${message}`);
    throw error;
  }
}

describe('a template of one’s own', () => {
  it.each([
    '<p>{{title}} {{percent ratio}} {{t "x" a=(percent b)}}</p>', '{{#if a}}<a href="{{url portal}}">x</a>{{else}}y{{/if}}', '{{#each rows}}{{@index}} {{../title}} {{this.name}}{{/each}}', '{{> heading}}', '<a href="{{home}}#x">x</a>',
    '<bdi{{#if id}} title="{{id}}"{{/if}}>x</bdi>', '<a href="https://contoso.com/{{id}}">x</a>', '<!-- {{title}} -->', '{{! nothing }}',
  ])('is taken: %s', (text) => {
    expect(faults(text)).toEqual([]);
  });

  it.each([
    ['{{constructor}}', 'reads constructor'], ['{{this.constructor.constructor}}', 'reads constructor'], ['{{__proto__.polluted}}', 'reads __proto__'], ['{{#with __proto__}}x{{/with}}', 'reads __proto__'], ['{{#each this.prototype}}x{{/each}}', 'reads prototype'],
    ['{{[constructor]}}', 'reads constructor'], ['{{percent this.[__proto__]}}', 'reads __proto__'], ['{{> heading x=constructor}}', 'reads constructor'], ['{{percent (percent toString)}}', 'reads toString'],
    ['{{lookup this "constructor"}}', 'no helper "lookup"'], ['{{log title}}', 'no helper "log"'], ['{{#helperMissing}}x{{/helperMissing}}', 'no helper'], ['{{blockHelperMissing title x}}', 'no helper'], ['{{#lookup a b}}{{/lookup}}', 'no helper'],
    ['{{@root.secret}}', 'no value @root'], ['{{> unknown}}', 'no partial "unknown"'], ['{{> (percent x)}}', 'must be written out'], ['{{#*inline "x"}}y{{/inline}}', 'not supported'], ['{{#> heading}}x{{/heading}}', 'not supported'],
    ['{{{title}}}', 'unescaped'], ['{{&title}}', 'unescaped'], ['<p {{title}}>', 'outside quotes'], ['<p title={{title}}>', 'outside quotes'], ['<a href="{{portal}}">', 'not checked'], ['<img src=\'{{portal}}\'>', 'not checked'],
    ['<p onclick="{{title}}">', 'attribute onclick'], ['<p style="{{title}}">', 'attribute style'], ['<script>{{title}}</script>', '<script>'], ['<style>{{title}}</style>', '<style>'], ['<p title="{{#if a}}x" {{/if}}>', 'ends in another'],
    ['<p title="{{> heading}}">', 'inside a tag'], ['{{"x"}}', 'a literal'],
    ['<script src="https://evil.example/x.js"></script>', 'a script'], ['<iframe src="https://evil.example"></iframe>', 'a frame'], ['<img src=x onerror=alert(1)>', 'an event handler'], ['<base href="https://evil.example">', 'a base'],
    ['<meta http-equiv="refresh" content="0;url=//evil">', 'a meta'], ['<a href="javascript:alert(1)">x</a>', 'javascript:'], ['<form action="https://evil.example">', 'a form'], ['<svg onload=x>', 'SVG'], ['<p style="color:red">', 'a style attribute'],
  ])('is refused: %s', (text, why) => {
    expect(faults(`one\n${text}`).join('\n')).toContain(why);
    expect(faults(`one\n${text}`)[0]).toMatch(/^2:/);
  });

  it('may have what the shipped one has', () => {
    const shipped = '<script src="{{script}}" defer></script>{{{html}}}';
    expect(faults(shipped, { shipped, addresses: new Set(['script']) })).toEqual([]);
    expect(faults(`${shipped}<script src="{{script}}"></script>`, { shipped, addresses: new Set(['script']) })).toEqual(['1: holds a script']);
  });

  it('says where its syntax ends', () => {
    expect(faults('a\n{{#if x}}\nb')[0]).toMatch(/^3: cannot be read/);
    expect(faults('a\nb {{x')[0]).toMatch(/^2: cannot be read/);
  });

  it('is no larger than any honest one', () => {
    expect(faults('x'.repeat(200_000)).join()).toContain('larger');
  });
});

describe('a stylesheet of one’s own', () => {
  const fault = (text: string): string => {
    try {
      checkStyles(text, 'my/assets/extra.css');
      return '';
    } catch (error) {
      return error instanceof UserError ? `${error.problems[0]?.position?.line ?? ''}: ${error.problems[0]?.message ?? ''}` : 'thrown';
    }
  };

  it('sets colours, sizes and spaces', () => {
    expect(fault(readFileSync(new URL('../../../examples/customised/my-templates/assets/extra.css', import.meta.url), 'utf8'))).toBe('');
    expect(fault('@media (width > 40rem) { .kicker::before { content: "\\201C"; color: color-mix(in srgb, var(--accent) 50%, white); } }')).toBe('');
  });

  it.each([
    'p { background: url(https://evil.example/x) }', 'p { background: u\\72l(https://evil.example) }', 'p { background: URL ("x") }', '@import "https://evil.example";', '@\\69mport "x";', '@font-face { src: local(x) }', 'p { background: image-set("x" 1x) }',
    '</style><script>alert(1)</script>', '<!-- x', 'p { width: expression(alert(1)) }', 'p { behavior: x }', 'p { color: red', '/* { */ p { color: red', 'p { -moz-binding: x }', 'p { background: -webkit-image-set("a" 1x) }',
  ])('loads nothing and ends nowhere else: %s', (text) => {
    expect(fault(`p { color: red }\n${text}`)).not.toBe('');
  });
});
