/**
 * Group 4: reserved opcodes, 3-7 and B-F (RFC 6455 §5.2).
 *
 * @module
 */

import type { Chop, ConformanceCase } from './case.ts';
import { echoOf, failureCase, frame, ping, send, text } from './frames.ts';

const hello = text('Hello, world!');
const payload = 'reserved opcode payload';

/** Group 4. */
export const reservedOpcodes: readonly ConformanceCase[] = [...half('4.1', 3), ...half('4.2', 11)];

/** The five cases of one half: five reserved opcodes from `first` on. */
function half(group: string, first: number): readonly ConformanceCase[] {
  return [
    failureCase(`${group}.1`, `opcode ${first}, empty`, [1002], () => [send([frame(first, '')])]),
    failureCase(`${group}.2`, `opcode ${first + 1} with payload`, [1002], () => [
      send([frame(first + 1, payload)]),
    ]),
    afterGoodText(`${group}.3`, first + 2, '', 'one-write'),
    afterGoodText(`${group}.4`, first + 3, payload, 'one-write'),
    afterGoodText(`${group}.5`, first + 4, payload, 1),
  ];
}

function afterGoodText(id: string, opcode: number, body: string, chop: Chop): ConformanceCase {
  return failureCase(
    id,
    `a good text, then opcode ${opcode}, then a ping`,
    [1002],
    () => [send([hello, frame(opcode, body), ping('')], chop)],
    () => [echoOf(hello)],
  );
}
