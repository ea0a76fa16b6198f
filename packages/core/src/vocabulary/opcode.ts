/**
 * The opcodes of RFC 6455 §5.2 and §11.8.
 *
 * @module
 */

/** A 4-bit opcode that RFC 6455 §11.8 gives a meaning to. */
export type Opcode = 0x0 | 0x1 | 0x2 | 0x8 | 0x9 | 0xa;

/** The name of an opcode, as RFC 6455 §11.8 has it. */
export type OpcodeName = 'continuation' | 'text' | 'binary' | 'close' | 'ping' | 'pong';

/**
 * The six opcodes by name (RFC 6455 §11.8).
 *
 * @example
 * ```ts
 * import { opcodes } from '@sansws/core/vocabulary';
 * import { equal } from 'node:assert/strict';
 * equal(opcodes.ping, 0x9);
 * ```
 */
export const opcodes: Readonly<Record<OpcodeName, Opcode>> = {
  continuation: 0x0,
  text: 0x1,
  binary: 0x2,
  close: 0x8,
  ping: 0x9,
  pong: 0xa,
};

/**
 * Whether the opcode is one of the six defined ones; 3-7 and B-F are reserved (RFC 6455 §5.2).
 *
 * @example
 * ```ts
 * import { isDefined } from '@sansws/core/vocabulary';
 * import { equal } from 'node:assert/strict';
 * equal(isDefined(0x2), true);
 * equal(isDefined(0x3), false);
 * ```
 */
export function isDefined(opcode: number): opcode is Opcode {
  return opcode <= 0x2 || (opcode >= 0x8 && opcode <= 0xa);
}

/**
 * Whether the opcode is that of a control frame: its most significant bit is 1 (RFC 6455 §5.5).
 *
 * @example
 * ```ts
 * import { isControl } from '@sansws/core/vocabulary';
 * import { equal } from 'node:assert/strict';
 * equal(isControl(0x8), true);
 * equal(isControl(0x0), false);
 * ```
 */
export function isControl(opcode: number): boolean {
  return (opcode & 0x8) !== 0;
}
