/**
 * The oracle of the first two octets of a frame: RFC 6455 §5.2 to §5.5 as a table, extensions aside.
 *
 * The twin decides by rules in order; this is the same knowledge spelled out value by value, so that each can
 * find the other's mistakes.
 *
 * @module
 */

import type { Role } from '@sansws/core/vocabulary';
import type { Fault } from '../subject.ts';

/**
 * Where the receiver stands: nothing begun, inside a fragmented message, or after its own Close frame (when
 * the peer's frames still count, §5.5.1, so that nothing changes).
 */
export type Standing = 'fresh' | 'inside-message' | 'closing';

/**
 * The fault that two octets are, with the index of the octet to blame; `null` when they break nothing.
 *
 * @example
 * ```ts
 * import { twoOctets } from '@sansws/testing';
 * import { deepEqual, equal } from 'node:assert/strict';
 * equal(twoOctets(0x81, 0x05, 'client', 'fresh'), null);
 * deepEqual(twoOctets(0x81, 0x85, 'client', 'fresh'), { name: 'frame-masked', offset: 1 });
 * ```
 */
export function twoOctets(first: number, second: number, role: Role, standing: Standing): Fault | null {
  const row = (standing === 'inside-message' ? insideMessage : betweenMessages)[first] as FirstVerdict;
  if (row === 'R') return { name: 'reserved-bit-set', offset: 0 };
  if (row === 'O') return { name: 'opcode-reserved', offset: 0 };
  if (row === 'F') return { name: 'control-frame-fragmented', offset: 0 };
  if (row === 'W') return { name: 'continuation-without-message', offset: 0 };
  if (row === 'N') return { name: 'message-not-finished', offset: 0 };
  const bare = second < 128;
  if (role === 'server' && bare) return { name: 'frame-not-masked', offset: 1 };
  if (role === 'client' && !bare) return { name: 'frame-masked', offset: 1 };
  const length = bare ? second : second - 128;
  if (row === 'c' || row === 'p') {
    if (length === 126 || length === 127) return { name: 'control-frame-too-long', offset: 1 };
  }
  if (row === 'c' && length === 1) return { name: 'close-body-too-short', offset: 1 };
  return null;
}

/**
 * R reserved bit, O reserved opcode, F fragmented control frame, W continuation without message, N message not
 * finished; d data frame, c Close, p Ping or Pong.
 */
type FirstVerdict = 'R' | 'O' | 'F' | 'W' | 'N' | 'd' | 'c' | 'p';

//   opcode 0123456789abcdef; one block of 16 for each value of FIN RSV1 RSV2 RSV3
const anyReserved = 'RRRRRRRRRRRRRRRR'.repeat(7);
const betweenMessages = ['WddOOOOOFFFOOOOO', anyReserved, 'WddOOOOOcppOOOOO', anyReserved].join('');
const insideMessage = ['dNNOOOOOFFFOOOOO', anyReserved, 'dNNOOOOOcppOOOOO', anyReserved].join('');
