import { expect, test } from 'vitest';
import { judgeCloseBody } from '../../src/twin/close-body.ts';

test.each([
  [[], true, null],
  [[0x03], false, null],
  [[0x03, 0xe8, 0x41], true, null],
  [[0x03, 0xed], false, { name: 'close-code-not-allowed', index: 1 }],
  [[0x03, 0xe8, 0x41, 0xff], false, { name: 'close-reason-not-utf8', index: 3 }],
  [[0x03, 0xe8, 0xe2, 0x82], false, null],
  [[0x03, 0xe8, 0xe2, 0x82], true, { name: 'close-reason-not-utf8', index: 3 }],
])('the body %j (whole: %s) is %j', (octets, whole, expected) => {
  expect(judgeCloseBody(Uint8Array.from(octets), whole)).toEqual(expected);
});
