/**
 * Group 2: pings and pongs (RFC 6455 §5.5.2, §5.5.3).
 *
 * @module
 */

import { type ConformanceCase, emptyClose, type WireFrame } from './case.ts';
import { close, echoCase, echoOf, failureCase, hex, ping, pong, repeated, send } from './frames.ts';

const longest = ping(repeated(Uint8Array.of(0xfe), 125));
const ten: readonly WireFrame[] = Array.from({ length: 10 }, (_, index) => ping(`payload-${index}`));

/** Group 2. */
export const pingPong: readonly ConformanceCase[] = [
  answered('2.1', 'an empty ping', ping('')),
  answered('2.2', 'a ping with text', ping('Hello, world!')),
  answered('2.3', 'a ping that is not UTF-8', ping(hex('00fffefdfcfb00ff'))),
  answered('2.4', 'a ping of 125 octets', longest),
  failureCase('2.5', 'a ping of 126 octets', [1002], () => [
    send([ping(repeated(Uint8Array.of(0xfe), 126))]),
  ]),
  echoCase(
    '2.6',
    'a ping of 125 octets, octet by octet',
    () => [send([longest], 1)],
    () => [echoOf(longest)],
  ),
  unsolicited('2.7', 'an empty pong that nobody asked for', pong('')),
  unsolicited('2.8', 'a pong that nobody asked for', pong('unsolicited pong payload')),
  echoCase(
    '2.9',
    'a pong that nobody asked for, then a ping',
    () => [send([pong('unsolicited pong payload'), ping('ping payload')])],
    () => [echoOf(ping('ping payload'))],
  ),
  echoCase(
    '2.10',
    'ten pings in one write',
    () => [send(ten)],
    () => ten.map(echoOf),
  ),
  echoCase(
    '2.11',
    'ten pings, octet by octet',
    () => [send(ten, 1)],
    () => ten.map(echoOf),
  ),
];

function answered(id: string, title: string, sent: WireFrame): ConformanceCase {
  return echoCase(
    id,
    title,
    () => [send([sent])],
    () => [echoOf(sent)],
  );
}

function unsolicited(id: string, title: string, sent: WireFrame): ConformanceCase {
  return {
    id,
    title: `${title}, then Close 1000`,
    script: () => [send([sent, close(1000)])],
    events: () => [],
    outcome: { type: 'close', statusCodes: [1000, emptyClose] },
  };
}
