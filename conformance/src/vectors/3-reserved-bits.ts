/**
 * Group 3: reserved bits without an extension that gives them a meaning (RFC 6455 §5.2).
 *
 * 3.7 is stricter here than where it comes from: a Close frame with reserved bits must be failed with 1002,
 * not answered as if it were a good one.
 *
 * @module
 */

import type { Chop, ConformanceCase, WireFrame } from './case.ts';
import { binary, closeWith, echoOf, failureCase, hex, ping, send, text, withReserved } from './frames.ts';

const hello = text('Hello, world!');

/** Group 3. */
export const reservedBits: readonly ConformanceCase[] = [
  alone('3.1', 'text with RSV3', withReserved(hello, 1)),
  afterGoodText('3.2', 2, 'one-write'),
  afterGoodText('3.3', 3, 'frame-wise'),
  afterGoodText('3.4', 4, 1),
  alone('3.5', 'binary with RSV1 and RSV3', withReserved(binary(hex('00fffefdfcfb00ff')), 5)),
  alone('3.6', 'binary with RSV1 and RSV2', withReserved(binary('Hello, world!'), 6)),
  alone('3.7', 'an empty Close with all reserved bits', withReserved(closeWith(''), 7)),
];

function alone(id: string, title: string, sent: WireFrame): ConformanceCase {
  return failureCase(id, title, [1002], () => [send([sent])]);
}

function afterGoodText(id: string, reserved: number, chop: Chop): ConformanceCase {
  return failureCase(
    id,
    `a good text, then one with reserved bits ${reserved}, then a ping`,
    [1002],
    () => [send([hello, withReserved(hello, reserved), ping('')], chop)],
    () => [echoOf(hello)],
  );
}
