import { expect, test } from 'vitest';
import { isControl, isDefined, opcodes } from '../../src/vocabulary/opcode.ts';

const allOpcodes = Array.from({ length: 16 }, (_, opcode) => opcode);

test('six opcodes are defined, and only those (RFC 6455 §11.8)', () => {
  expect(allOpcodes.filter(isDefined)).toEqual([0x0, 0x1, 0x2, 0x8, 0x9, 0xa]);
  expect(Object.values(opcodes)).toEqual([0x0, 0x1, 0x2, 0x8, 0x9, 0xa]);
});

test('control opcodes have their top bit set (RFC 6455 §5.5)', () => {
  expect(allOpcodes.filter(isControl)).toEqual([0x8, 0x9, 0xa, 0xb, 0xc, 0xd, 0xe, 0xf]);
});
