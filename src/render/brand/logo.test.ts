import { describe, expect, it } from 'vitest';
import { readLogo } from './logo.ts';
import { readSvg } from './svgLogo.ts';

const chunk = (type: string, body: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, Buffer.from(type, 'latin1'), body, Buffer.alloc(4)]);
};
const header = (width: number, height: number): Buffer => {
  const body = Buffer.alloc(13);
  body.writeUInt32BE(width, 0);
  body.writeUInt32BE(height, 4);
  return body;
};
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const png = (width = 120, height = 40): Buffer => Buffer.concat([signature, chunk('IHDR', header(width, height)), chunk('tEXt', Buffer.from('Author\0Jane Doe')), chunk('eXIf', Buffer.from('GPS here')), chunk('IDAT', Buffer.from([1, 2, 3])), chunk('IEND', Buffer.alloc(0)), Buffer.from('<script>alert(1)</script>')]);
const segment = (marker: number, body: Buffer): Buffer => Buffer.concat([Buffer.from([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255]), body]);
const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8]), segment(0xe0, Buffer.from('JFIF\0')), segment(0xe1, Buffer.from('Exif GPS 52.5 13.4')), segment(0xfe, Buffer.from('by Jane')), segment(0xc0, Buffer.from([8, 0, 40, 0, 120, 1, 1, 0x11, 0])), segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])), Buffer.from([9, 9, 9, 0xff, 0xd9]), Buffer.from('trailing <html>')]);

const svg = (inside: string, attributes = ''): string => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 5"${attributes}>${inside}</svg>`;
const drawn = (text: string): string => {
  const read = readSvg(text);
  if ('message' in read) throw new Error(read.message);
  return read.text;
};

describe('a logo', () => {
  it('of pixels keeps the picture and loses what else the file says', () => {
    const read = readLogo(png(), 'logo.png');
    expect(read).toMatchObject({ extension: 'png', width: 120, height: 40 });
    expect(Buffer.from(read.bytes).toString('latin1')).not.toMatch(/Jane|GPS|script/);
    const photo = readLogo(jpeg, 'logo.jpg');
    expect(photo).toMatchObject({ extension: 'jpg', width: 120, height: 40 });
    expect(Buffer.from(photo.bytes).toString('latin1')).not.toMatch(/Jane|GPS|html/);
    expect(Buffer.from(photo.bytes).toString('latin1')).toContain('JFIF');
  });

  it.each([
    ['a file of another kind', Buffer.from('GIF89a....'), 'is neither PNG, JPEG nor SVG'],
    ['half a picture', png().subarray(0, 40), 'is not a whole picture'],
    ['a bomb', png(50_000, 50_000), 'a logo of 50000 × 50000 pixels'],
    ['a large file', Buffer.alloc(300_000), 'a logo of 293 KiB'],
    ['a page', Buffer.from('<html><body><script>1</script>'), 'is neither PNG, JPEG nor SVG'],
  ])('is refused: %s', (_, bytes, message) => {
    expect(() => readLogo(bytes, 'logo.png')).toThrow(message);
  });

  it('is told by its content, not by its name', () => {
    expect(readLogo(Buffer.from(svg('<path d="M0 0h1"/>')), 'logo.png').extension).toBe('svg');
  });
});

describe('a drawn logo', () => {
  it('is written anew from shapes', () => {
    expect(drawn(`<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x "y">]><!-- made by --> ${svg('<g fill="#123456" data-x="1"><path style="stroke: red; behavior: x" d="M0 0h1"/></g><metadata><rdf:RDF>Jane</rdf:RDF></metadata><title>A &amp; B</title>', ' width="10" onload="alert(1)"')}`))
      .toBe('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 5" width="10"><g fill="#123456"><path stroke="red" d="M0 0h1"/></g><title>A &#38; B</title></svg>');
  });

  it.each([
    '<script>alert(1)</script>', '<SCRIPT>alert(1)</SCRIPT>', '<foreignObject><body/></foreignObject>', '<a href="https://x"><path d="M0 0"/></a>', '<image href="https://x"/>', '<use href="#a"/>',
    '<animate attributeName="href" to="javascript:alert(1)"/>', '<set attributeName="onload" to="x"/>', '<iframe src="x"></iframe>', '<style>@import "x"</style>', '<text>Contoso</text>', '<handler>x</handler>',
  ])('that needs more than shapes is refused: %s', (inside) => {
    expect(readSvg(svg(`\n${inside}`))).toMatchObject({ line: 2, message: expect.stringMatching(/^holds/) });
  });

  it.each([
    '<path d="M0 0" onclick="alert(1)"/>', '<path d="M0 0" ONCLICK=\'alert(1)\'/>', '<path fill="url(https://evil.example/x#a)" d="M0 0"/>', '<path style="fill:url(//evil.example)" d="M0 0"/>', '<path d="M0 0" href="javascript:alert(1)"/>',
    '<path d="M0 0" xlink:href="https://evil.example"/>', '<g><desc>&lt;script&gt;alert(1)&lt;/script&gt;</desc></g>', '<title><![CDATA[<script>alert(1)</script>]]></title>', '<x:script>alert(1)</x:script>', '<unknown><script>alert(1)</script></unknown>',
    '<path d="&#60;script&#62;"/>', '<path id="a&quot; onload=&quot;alert(1)" d="M0 0"/>',
  ])('loses everything that is none: %s', (inside) => {
    const text = drawn(svg(inside));
    expect(text).not.toMatch(/evil|<script|on\w+="|href|javascript/i);
    expect([...text.matchAll(/<\/?([\w:]+)/g)].every(([, name]) => ['svg', 'path', 'g', 'desc', 'title'].includes(name ?? ''))).toBe(true);
  });

  it.each(['<svg', '<svg viewBox="0 0 1 1"><path d=M0/></svg>', '<svg viewBox="0 0 1 1"><path d="<"/></svg>', '<svg></svg>', '<svg viewBox="0 0 0 0"/>', '<p>x</p>'])('is refused when it is not well-formed or has no size: %s', (text) => {
    expect(readSvg(text)).toHaveProperty('fix');
  });

  it('takes a long hostile file in a moment', () => {
    expect(readSvg(`<svg viewBox="0 0 1 1">${'<g '.repeat(50_000)}`)).toHaveProperty('fix');
    expect(readSvg(`<svg viewBox="0 0 1 1"><path ${'a="b" '.repeat(20_000)}`)).toHaveProperty('fix');
  });
});
