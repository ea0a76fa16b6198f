/**
 * Group 5 and group 10: fragmentation (RFC 6455 §5.4).
 *
 * 5.1, 5.2 and 5.9-5.17 are stricter here than where they come from: they ask for the failure at the wrong frame
 * itself, not only at one that follows it.
 *
 * @module
 */

import type { Action, Chop, ConformanceCase, WireFrame } from './case.ts';
import {
  continuation,
  echoCase,
  echoOf,
  failureCase,
  fragments,
  ping,
  pong,
  repeated,
  send,
  text,
  unfinished,
} from './frames.ts';

const first = unfinished(text('fragment1'));
const middle = unfinished(continuation('fragment2'));
const last = continuation('fragment2');
const whole = text('fragment1fragment2');
const hello = text('Hello, world!');
const chops: readonly Chop[] = ['one-write', 'frame-wise', 1];

/** Group 5. */
export const fragmentation: readonly ConformanceCase[] = [
  brokenControl('5.1', 'a ping in two fragments', ping('fragment1')),
  brokenControl('5.2', 'a pong in two fragments', pong('fragment1')),
  ...chops.map((chop, index) =>
    echoCase(
      `5.${3 + index}`,
      'a text in two fragments',
      () => [send([first, last], chop)],
      () => [echoOf(whole)],
    ),
  ),
  ...chops.map((chop, index) =>
    echoCase(
      `5.${6 + index}`,
      'a text in two fragments with a ping between: the pong comes first',
      () => [send([first, ping('ping payload'), last], chop)],
      () => [echoOf(ping('ping payload')), echoOf(whole)],
    ),
  ),
  ...chops.map((chop, index) =>
    stray(
      `5.${9 + index}`,
      'a final continuation that continues nothing',
      continuation('non-continuation payload'),
      chop,
    ),
  ),
  ...chops.map((chop, index) =>
    stray(
      `5.${12 + index}`,
      'a continuation that continues nothing',
      unfinished(continuation('non-continuation payload')),
      chop,
    ),
  ),
  failureCase(
    '5.15',
    'a text in two fragments, then a continuation that continues nothing',
    [1002],
    () => [
      send([first, last, unfinished(continuation('fragment3'))]),
      { type: 'has-failed' },
      send([text('fragment4')]),
    ],
    () => [echoOf(whole)],
  ),
  twice('5.16', 'a continuation before the text begins', unfinished(continuation('fragment1'))),
  twice('5.17', 'a final continuation before the text begins', continuation('fragment1')),
  failureCase('5.18', 'a second text inside a text', [1002], () => [send([first, text('fragment2')])]),
  longWay('5.19', 'one-write'),
  longWay('5.20', 'frame-wise'),
];

/** Group 10. */
export const autoFragmentation: readonly ConformanceCase[] = [
  echoCase(
    '10.1.1',
    'a text of 65536 octets in fragments of 1300',
    () => [send(fragments(text(repeated('*', 65_536)), 1300))],
    () => [echoOf(text(repeated('*', 65_536)))],
  ),
];

function brokenControl(id: string, title: string, sent: WireFrame): ConformanceCase {
  return failureCase(id, title, [1002], () => [
    send([unfinished(sent)]),
    { type: 'has-failed' },
    send([continuation('fragment2')]),
  ]);
}

function stray(id: string, title: string, sent: WireFrame, chop: Chop): ConformanceCase {
  return failureCase(id, `${title}, then a text`, [1002], () => [
    send([sent], chop),
    { type: 'has-failed' },
    send([hello], chop),
  ]);
}

function twice(id: string, title: string, sent: WireFrame): ConformanceCase {
  const text2 = unfinished(text('fragment2'));
  const end = continuation('fragment3');
  return failureCase(id, `${title}, twice`, [1002], () => [
    send([sent]),
    { type: 'has-failed' },
    send([text2, end, sent, text2, end]),
  ]);
}

function longWay(id: string, chop: Chop): ConformanceCase {
  const script = (): readonly Action[] => [
    send([first, middle, ping('pongme 1!')], chop),
    { type: 'pause' },
    send(
      [
        unfinished(continuation('fragment3')),
        unfinished(continuation('fragment4')),
        ping('pongme 2!'),
        continuation('fragment5'),
      ],
      chop,
    ),
  ];
  return echoCase(id, 'a text in five fragments with two pings between', script, () => [
    echoOf(ping('pongme 1!')),
    echoOf(ping('pongme 2!')),
    echoOf(text('fragment1fragment2fragment3fragment4fragment5')),
  ]);
}
