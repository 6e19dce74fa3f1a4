import { describe, expect, it } from 'vitest';
import { createDistinctTexts } from './distinct.ts';

describe('createDistinctTexts', () => {
  it('knows each text again, however many there are', () => {
    const texts = createDistinctTexts();
    const all = Array.from({ length: 20_000 }, (_, n) => `/subscriptions/${n}/x`);
    expect(all.every((text) => texts.add(text))).toBe(true);
    expect(all.some((text) => texts.add(text))).toBe(false);
    expect([texts.add(''), texts.add(''), texts.add('/subscriptions/1/X')]).toEqual([true, false, true]);
  });
});
