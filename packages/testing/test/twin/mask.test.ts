import { expect, test } from 'vitest';
import { twinMask } from '../../src/twin/mask.ts';

test('the masked Hello of RFC 6455 §5.7', () => {
  const hello = Uint8Array.of(0x48, 0x65, 0x6c, 0x6c, 0x6f);
  const masked = twinMask(hello, 0x37fa213d, 0);
  expect(masked).toEqual(Uint8Array.of(0x7f, 0x9f, 0x4d, 0x51, 0x58));
  expect(twinMask(masked, 0x37fa213d, 0)).toEqual(hello);
});

test('a phase begins further on in the key', () => {
  expect(twinMask(Uint8Array.of(0, 0, 0), 0x01020304, 2)).toEqual(Uint8Array.of(3, 4, 1));
});
