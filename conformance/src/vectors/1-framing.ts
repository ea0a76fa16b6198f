/**
 * Group 1: one unfragmented message of each length form (RFC 6455 §5.2).
 *
 * @module
 */

import type { Chop, ConformanceCase, WireFrame } from './case.ts';
import { binary, echoCase, echoOf, repeated, send, text } from './frames.ts';

const lengths = [0, 125, 126, 127, 128, 65_535, 65_536] as const;
/** The eighth case of each half sends 65,536 octets in writes of 997, headers included. */
const oddChop = 997;

/** Group 1. */
export const framing: readonly ConformanceCase[] = [
  ...lengths.map((length, index) => echoed(`1.1.${index + 1}`, 'text', text, '*', length, 'one-write')),
  echoed('1.1.8', 'text', text, '*', 65_536, oddChop),
  ...lengths.map((length, index) =>
    echoed(`1.2.${index + 1}`, 'binary', binary, Uint8Array.of(0xfe), length, 'one-write'),
  ),
  echoed('1.2.8', 'binary', binary, Uint8Array.of(0xfe), 65_536, oddChop),
];

function echoed(
  id: string,
  kind: string,
  make: (payload: Uint8Array) => WireFrame,
  pattern: string | Uint8Array,
  length: number,
  chop: Chop,
): ConformanceCase {
  const message = (): WireFrame => make(repeated(pattern, length));
  const how = typeof chop === 'number' ? ` in writes of ${chop} octets` : '';
  return echoCase(
    id,
    `${kind}, ${length} octets${how}`,
    () => [send([message()], chop)],
    () => [echoOf(message())],
  );
}
