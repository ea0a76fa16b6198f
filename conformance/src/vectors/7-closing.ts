/**
 * Group 7: the closing handshake (RFC 6455 §5.5.1, §7).
 *
 * Stricter here than where they come from: a forbidden body (7.3.2, 7.3.6, 7.5.1, 7.9.x) must be answered by a
 * Close frame with the right code, where an empty one or a dropped connection would also do there; 7.1.6 must
 * give both echoes before the Close; 7.13.x must be failed with 1002, since 5000 and 65535 are no status codes.
 *
 * @module
 */

import { type Action, type ConformanceCase, emptyClose, type ExpectedEvent, type WireFrame } from './case.ts';
import {
  close,
  closeWith,
  continuation,
  echoOf,
  failureCase,
  hex,
  ping,
  repeated,
  send,
  text,
  unfinished,
} from './frames.ts';

const hello = text('Hello World!');
const long = text(repeated('BAsd7&jh23', 256 * 1024));
const badReason = hex('cebae1bdb9cf83cebcceb5eda080656469746564');
const goodCodes = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999];
const badCodes = [0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999];
const noCodes = [5000, 65_535];

/** Group 7. */
export const closing: readonly ConformanceCase[] = [
  answered(
    '7.1.1',
    'a text, Close 1000 after its echo',
    [send([hello]), { type: 'await-events', count: 1 }, send([close(1000)])],
    [echoOf(hello)],
  ),
  answered('7.1.2', 'Close twice', [send([close(1000), closeWith('')])]),
  answered('7.1.3', 'Close, then a ping', [send([close(1000), ping('')])]),
  answered('7.1.4', 'Close, then a text', [send([close(1000), hello])]),
  answered('7.1.5', 'Close inside a fragmented text', [
    send([unfinished(text('fragment1')), close(1000), continuation('fragment2')]),
  ]),
  answered(
    '7.1.6',
    'a long text, a short one, Close and a ping in one write',
    [send([long, hello, close(1000), ping('')])],
    [echoOf(long), echoOf(hello)],
  ),
  answered('7.3.1', 'an empty Close', [send([closeWith('')])], [], [1000, emptyClose]),
  broken('7.3.2', 'a Close of 1 octet', closeWith('a')),
  answered('7.3.3', 'Close 1000 without a reason', [send([close(1000)])]),
  answered('7.3.4', 'Close 1000 with a reason', [send([close(1000, 'Hello World!')])]),
  answered('7.3.5', 'Close 1000 with the longest reason', [send([close(1000, repeated('*', 123))])]),
  broken('7.3.6', 'a Close of 126 octets', close(1000, repeated('*', 124))),
  failureCase('7.5.1', 'a Close whose reason is not UTF-8', [1002, 1007], () => [
    send([close(1000, badReason)]),
  ]),
  ...goodCodes.map((code, index) =>
    answered(`7.7.${index + 1}`, `Close ${code}`, [send([close(code)])], [], [1000, code]),
  ),
  ...badCodes.map((code, index) => broken(`7.9.${index + 1}`, `Close ${code}`, close(code))),
  ...noCodes.map((code, index) => broken(`7.13.${index + 1}`, `Close ${code}`, close(code))),
];

function answered(
  id: string,
  title: string,
  script: readonly Action[],
  events: readonly ExpectedEvent[] = [],
  statusCodes: readonly number[] = [1000],
): ConformanceCase {
  return { id, title, script: () => script, events: () => events, outcome: { type: 'close', statusCodes } };
}

function broken(id: string, title: string, sent: WireFrame): ConformanceCase {
  return failureCase(id, title, [1002], () => [send([sent])]);
}
