/**
 * Group 6: text is UTF-8 (RFC 6455 §8.1, RFC 3629).
 *
 * @module
 */

import type { Action, ConformanceCase, WireFrame } from './case.ts';
import {
  continuation,
  echoCase,
  echoOf,
  failureCase,
  fragments,
  hex,
  send,
  text,
  unfinished,
} from './frames.ts';
import { singleFrameTexts } from './6-utf8-payloads.ts';

const mixed = 'Hello-µ@ßöäüàá-UTF-8!!';
const kosme = 'cebae1bdb9cf83cebcceb5';
const edited = '656469746564';
/** A good beginning, a lone surrogate, a good end. */
const surrogateInside = text(hex(`${kosme}eda080${edited}`));

/** Group 6. */
export const utf8: readonly ConformanceCase[] = [
  echoCase(
    '6.1.1',
    'an empty text',
    () => [send([text('')])],
    () => [echoOf(text(''))],
  ),
  echoCase(
    '6.1.2',
    'a text of three empty fragments',
    () => [send([unfinished(text('')), unfinished(continuation('')), continuation('')])],
    () => [echoOf(text(''))],
  ),
  echoCase(
    '6.1.3',
    'a text of three fragments of which the middle one is not empty',
    () => [send([unfinished(text('')), unfinished(continuation('middle frame payload')), continuation('')])],
    () => [echoOf(text('middle frame payload'))],
  ),
  ...inParts(),
  failureCase('6.3.1', 'a lone surrogate, one frame', [1007], () => [send([surrogateInside])]),
  failureCase('6.3.2', 'a lone surrogate, in fragments of 1 octet', [1007], () => [
    send(fragments(surrogateInside, 1)),
  ]),
  failureCase('6.4.1', 'fail fast: above U+10FFFF in the second fragment', [1007], () =>
    threeFragments(kosme, 'f4908080', edited),
  ),
  failureCase('6.4.2', 'fail fast: above U+10FFFF, known at its second octet', [1007], () =>
    threeFragments(`${kosme}f4`, '90', `8080${edited}`),
  ),
  failureCase('6.4.3', 'fail fast: above U+10FFFF inside one frame', [1007], () =>
    threePieces(kosme, 'f4908080', edited),
  ),
  failureCase('6.4.4', 'fail fast: above U+10FFFF inside one frame, known at its second octet', [1007], () =>
    threePieces(`${kosme}f4`, '90', `8080${edited}`),
  ),
  ...singleFrameTexts.map(({ id, payload, valid }) =>
    valid
      ? echoCase(
          id,
          `${payload} is UTF-8`,
          () => [send([text(hex(payload))])],
          () => [echoOf(text(hex(payload)))],
        )
      : failureCase(id, `${payload} is not UTF-8`, [1007], () => [send([text(hex(payload))])]),
  ),
];

function inParts(): readonly ConformanceCase[] {
  const message = text(mixed);
  const cut = Buffer.from('Hello-µ@ßöä').length;
  const halves = [
    unfinished(text(message.payload.subarray(0, cut))),
    continuation(message.payload.subarray(cut)),
  ];
  const word = text(hex(kosme));
  const rows: readonly (readonly [string, string, readonly WireFrame[], WireFrame])[] = [
    ['6.2.1', 'a text of several scripts', [message], message],
    ['6.2.2', 'cut between code points', halves, message],
    ['6.2.3', 'in fragments of 1 octet', fragments(message, 1), message],
    ['6.2.4', 'five letters in fragments of 1 octet', fragments(word, 1), word],
  ];
  return rows.map(([id, title, frames, sent]) =>
    echoCase(
      id,
      title,
      () => [send(frames)],
      () => [echoOf(sent)],
    ),
  );
}

/** The peer must fail after `second`: not before it, and without waiting for `third`. */
function threeFragments(start: string, second: string, third: string): readonly Action[] {
  return [
    send([unfinished(text(hex(start)))]),
    { type: 'pause' },
    { type: 'still-open' },
    send([unfinished(continuation(hex(second)))]),
    { type: 'has-failed' },
    send([continuation(hex(third))]),
  ];
}

/** The same octets as three pieces of one frame. */
function threePieces(start: string, second: string, third: string): readonly Action[] {
  const frame = text(hex(start + second + third));
  const one = hex(start).length;
  const two = one + hex(second).length;
  return [
    { type: 'send-piece', frame, from: 0, to: one },
    { type: 'pause' },
    { type: 'still-open' },
    { type: 'send-piece', frame, from: one, to: two },
    { type: 'has-failed' },
    { type: 'send-piece', frame, from: two, to: frame.payload.length },
  ];
}
