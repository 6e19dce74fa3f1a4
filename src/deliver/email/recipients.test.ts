import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRecipient } from './recipients.ts';

const tag = { kind: 'tag', name: 'owner', scope: 'Pay' } as const;
const allowed = ['contoso.com'];

describe('a recipient from a tag', () => {
  it('is one plain address in an allowed domain', () => {
    expect(parseRecipient('Anna.Bo-1+x@Contoso.COM', tag, allowed)).toBe('Anna.Bo-1+x@contoso.com');
  });

  const hostile = [
    'a@contoso.com, b@evil.example', 'a@contoso.com;b@evil.example', 'a@contoso.com b@evil.example', 'a@contoso.com\r\nBcc: b@evil.example', 'a@contoso.com\nb@evil.example', 'a@contoso.com\u2028b@evil.example',
    '"a@contoso.com"@evil.example', '"b@evil.example "@contoso.com', 'a@evil.example(@contoso.com)', '(x)a@contoso.com', 'a@contoso.com (b@evil.example)', 'team: a@contoso.com, b@evil.example;', '<a@contoso.com>', 'Anna <a@contoso.com>',
    'a@contoso.com@evil.example', 'a@evil.example@contoso.com', '@evil.example:a@contoso.com', 'a%evil.example@contoso.com', 'evil.example!a@contoso.com', 'a@[127.0.0.1]', 'a@contoso', 'a@contoso.com.', 'a@.contoso.com', 'a@contoso..com', 'a..b@contoso.com', '.a@contoso.com', 'a.@contoso.com',
    'a@cont\u043eso.com', '\u0430@contoso.com', 'a@xn--conoso-5rb.com', 'a@contoso.com\u0000', '=?utf-8?q?a?=@contoso.com', '', ' ', 'a@contoso.com ', `${'a'.repeat(300)}@contoso.com`, '-f@contoso.com', '${SECRET}@contoso.com', '{{x}}@contoso.com', 'a@evilcontoso.com', 'a@contoso.com.evil.example', 'a@sub.contoso.com',
  ];
  it.each(hostile)('is refused: %j', (text) => {
    expect(() => parseRecipient(text, tag, allowed)).toThrow(/^tag "owner" of "Pay": /);
  });

  it('is refused without a list of domains, and so is any domain off the list for the config\'s own', () => {
    expect(() => parseRecipient('a@contoso.com', tag, null)).toThrow('taken only with a list');
    expect(parseRecipient('a@fabrikam.com', { kind: 'config', key: 'email.to[0]' }, null)).toBe('a@fabrikam.com');
    expect(() => parseRecipient('a@fabrikam.com', { kind: 'config', key: 'groups[0].recipients[0]' }, allowed)).toThrow('fabrikam.com is not among email.allowedDomains');
  });

  it('never yields anything but one address of an allowed domain, whatever the text, and in time that does not explode', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a@.,;<>()"\s:-]{0,40}contoso\.com$/)), (text) => {
      try {
        expect(parseRecipient(text, tag, allowed)).toMatch(/^[A-Za-z0-9._+'-]+@contoso\.com$/);
      } catch (error) {
        expect(String(error)).toMatch(/UserError|not one plain/);
        expect(String(error)).toMatch(/^[\x20-\x7e\n]*$/);
      }
    }));
    const start = performance.now();
    for (const text of ['a.'.repeat(500_000), `${'a'.repeat(1_000_000)}@`, `a@${'a-'.repeat(500_000)}`]) expect(() => parseRecipient(text, tag, allowed)).toThrow('not one plain');
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
