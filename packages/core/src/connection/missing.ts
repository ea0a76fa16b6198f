/**
 * What a chunk lacks: for transports that know that more is at hand, and can hand over both at once.
 *
 * @module
 */

import { noMessage } from '../frame/header-rules.ts';
import { readHeader } from '../frame/header.ts';
import { isControl } from '../vocabulary/opcode.ts';
import { goesStraight } from '../message/assembler.ts';
import { betweenMessages } from '../message/inbound.ts';
import { isHolding } from './connection.ts';
import type { Connection } from './connection.ts';

/**
 * How many octets are missing from a message of one frame that begins with the chunk and does not end in it; 0 for
 * anything else. What is whole is delivered at once; what comes in two chunks goes into the state first, which is a copy
 * more, and memory that is new.
 *
 * Of a chunk that begins such a message and is masked nothing stays behind `receive`, neither in the state nor in what it
 * tells: its memory may be used again, even with `chunks: 'owned'`.
 *
 * @example
 * ```ts
 * import { establish, octetsMissing } from '@sansws/core/connection';
 * import { equal } from 'node:assert/strict';
 * const { connection } = establish({ role: 'server' }, 0);
 * equal(octetsMissing(connection, Uint8Array.of(0x82, 0x85, 0, 0, 0, 0, 1, 2)), 3);
 * equal(octetsMissing(connection, Uint8Array.of(0x82, 0x82, 0, 0, 0, 0, 1, 2)), 0);
 * ```
 */
export function octetsMissing({ phase, settings, inbound, held }: Connection, chunk: Uint8Array): number {
  const rules = settings.inbound;
  if (phase.type !== 'open' || !goesStraight(rules)) return 0;
  if (inbound.position !== betweenMessages || held.paused || isHolding(held)) return 0;
  const reading = readHeader(chunk, 0, chunk.length, rules, noMessage);
  if (reading.type !== 'complete' || !reading.header.fin || isControl(reading.header.opcode)) return 0;
  return Math.max(0, reading.length + reading.header.payloadLength - chunk.length);
}
