import fc from 'fast-check';
import { expect, it } from 'vitest';
import { everyone, inParts } from './mail.ts';

it('a message for many goes in parts: everyone once, in the list they were in, never more than the service takes', () => {
  const list = (name: string) => fc.integer({ min: 0, max: 12 }).map((length) => Array.from({ length }, (_, index) => `${name}${index}@contoso.com`));
  fc.assert(fc.property(list('to'), list('cc'), list('bcc'), fc.integer({ min: 1, max: 15 }), (to, cc, bcc, most) => {
    const parts = inParts({ to, cc, bcc }, most);
    expect({ to: parts.flatMap((part) => part.to), cc: parts.flatMap((part) => part.cc), bcc: parts.flatMap((part) => part.bcc) }).toEqual({ to, cc, bcc });
    for (const part of parts) expect(everyone(part).length).toBeLessThanOrEqual(most);
    expect(parts).toHaveLength(Math.max(1, Math.ceil((to.length + cc.length + bcc.length) / most)));
  }));
  expect(inParts({ to: ['a'], cc: ['b'], bcc: ['c'] }, null)).toEqual([{ to: ['a'], cc: ['b'], bcc: ['c'] }]);
});
