import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable, refusalOf, refusals, type RefusalName } from '../../src/vocabulary/refusal.ts';

test.each(Object.keys(refusals) as RefusalName[])('%s: has a section and a sentence', (name) => {
  const refusal = refusalOf(name, 'about');
  expect(refusal).toEqual({ name, ...refusals[name], detail: 'about' });
  expect(refusal.section).toMatch(/^(RFC \d+ §\d+(\.\d+)*|docs\/.*\.md)$/u);
  expect(refusal.sentence).toMatch(/^[A-Z].*[^.]$/u);
});

test('RS22 the detail of a refusal is short and fit for a log, whatever it was about', () => {
  expect(refusalOf('not-text', `\r\n\u0000${'x'.repeat(16_384)}`).detail).toBe(`???${'x'.repeat(197)}`);
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const shown = printable(text);
      expect(shown).toHaveLength(Math.min(text.length, 200));
      expect(shown).toMatch(/^[ -~]*$/u);
    }),
  );
});

test('what is printable stays as it is', () => {
  const visible = Array.from({ length: 0x5f }, (_, index) => String.fromCodePoint(0x20 + index)).join('');
  expect(printable(visible)).toBe(visible);
});
