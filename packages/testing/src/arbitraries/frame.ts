/**
 * Arbitrary frames, headers and Close bodies.
 *
 * @module
 */

import fc from 'fast-check';
import type { Frame } from '@sansws/core/frame';
import { codeRanges } from '../oracle/close-code.ts';
import { joined } from '../same.ts';
import { twinUtf8Octets } from '../twin/utf8.ts';
import { borderPayload, payload } from './octets.ts';
import { brokenUtf8, text } from './text.ts';

/**
 * The first two octets of a header, any of the 65,536.
 *
 * @example
 * ```ts
 * import { headerOctets } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { equal } from 'node:assert/strict';
 * fc.assert(fc.property(headerOctets(), (octets) => equal(octets.length, 2)));
 * ```
 */
export function headerOctets(): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength: 2, maxLength: 2 });
}

/**
 * A ping or pong (RFC 6455 §5.5.2, §5.5.3) with any octets in it.
 *
 * @example
 * ```ts
 * import { pingOrPong } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { ok } from 'node:assert/strict';
 * fc.assert(fc.property(pingOrPong(), (frame) => ok(frame.fin && frame.payload.length <= 125)));
 * ```
 */
export function pingOrPong(): fc.Arbitrary<Frame> {
  const applicationData = fc.oneof(
    { weight: 9, arbitrary: payload(8) },
    { weight: 1, arbitrary: payload(125) },
  );
  return fc.tuple(fc.constantFrom<0x9 | 0xa>(0x9, 0xa), applicationData).map(([opcode, octets]): Frame => ({
    fin: true,
    reserved: 0,
    opcode,
    payload: octets,
  }));
}

/**
 * A body of a Close frame that RFC 6455 §5.5.1 allows: none, a code, or a code and a reason.
 *
 * @example
 * ```ts
 * import { closeBody, judgeCloseBody } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { equal } from 'node:assert/strict';
 * fc.assert(fc.property(closeBody(), (body) => equal(judgeCloseBody(body, true), null)));
 * ```
 */
export function closeBody(): fc.Arbitrary<Uint8Array> {
  const coded = fc
    .tuple(statusCode(true), text(30))
    .map(([code, reason]) => joined([codeOctets(code), twinUtf8Octets(reason)]));
  return fc.oneof({ weight: 1, arbitrary: fc.constant(new Uint8Array(0)) }, { weight: 4, arbitrary: coded });
}

/**
 * A body of a Close frame that breaks §5.5.1 or §7.4: a code that may not travel, or a reason that is not
 * UTF-8.
 *
 * @example
 * ```ts
 * import { brokenCloseBody, judgeCloseBody } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { notEqual } from 'node:assert/strict';
 * fc.assert(fc.property(brokenCloseBody(), (body) => notEqual(judgeCloseBody(body, true), null)));
 * ```
 */
export function brokenCloseBody(): fc.Arbitrary<Uint8Array> {
  return fc.oneof(
    fc.tuple(statusCode(false), payload(20)).map(([code, rest]) => joined([codeOctets(code), rest])),
    fc.tuple(statusCode(true), brokenUtf8()).map(([code, reason]) => joined([codeOctets(code), reason])),
  );
}

/**
 * A status code that may travel in a Close frame, or one that may not (RFC 6455 §7.4).
 *
 * @example
 * ```ts
 * import { closeCodeMayTravel, statusCode } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { ok } from 'node:assert/strict';
 * fc.assert(fc.property(statusCode(true), (code) => ok(closeCodeMayTravel(code))));
 * ```
 */
export function statusCode(mayTravel: boolean): fc.Arbitrary<number> {
  const ranges = codeRanges.filter((row) => row[2] === mayTravel);
  return fc.oneof(...ranges.map(([from, to]) => fc.integer({ min: from, max: to })));
}

/**
 * One message as its frames: any fragmentation, pings and pongs between the fragments (RFC 6455 §5.4).
 *
 * @example
 * ```ts
 * import { messageFrames } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { equal } from 'node:assert/strict';
 * fc.assert(fc.property(messageFrames(), (frames) => {
 *   equal(frames.filter((frame) => frame.opcode < 8 && frame.fin).length, 1);
 * }));
 * ```
 */
export function messageFrames(): fc.Arbitrary<readonly Frame[]> {
  const binary = payload().map((octets) => ({ opcode: 0x2 as const, octets }));
  const textual = text(12).map((some) => ({ opcode: 0x1 as const, octets: twinUtf8Octets(some) }));
  const content = fc.oneof(binary, textual);
  const cuts = fc.array(fc.nat(9_999), { maxLength: 4 });
  const between = fc.array(fc.tuple(fc.nat(4), pingOrPong()), { maxLength: 2 });
  return fc
    .tuple(content, cuts, between)
    .map(([{ opcode, octets }, places, controls]) =>
      interleaved(fragmented(opcode, octets, places), controls),
    );
}

/**
 * Everything a well-behaved peer may send: messages, pings and pongs, and perhaps a Close at the end; at times
 * a payload near a border of the length forms, of at most `longest` octets.
 *
 * @example
 * ```ts
 * import { conversation } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { ok } from 'node:assert/strict';
 * fc.assert(fc.property(conversation(), (frames) => {
 *   ok(frames.slice(0, -1).every((frame) => frame.opcode !== 0x8)); // nothing follows a Close
 * }));
 * ```
 */
export function conversation(longest = 65_536): fc.Arbitrary<readonly Frame[]> {
  const close = closeBody().map((octets): readonly Frame[] => [whole(0x8, octets)]);
  const ending = fc.oneof(
    { weight: 3, arbitrary: fc.constant<readonly Frame[]>([]) },
    { weight: 1, arbitrary: close },
  );
  const border = borderPayload(longest).map((octets): readonly Frame[] => [whole(0x2, octets)]);
  const piece = fc.oneof(
    { weight: 12, arbitrary: messageFrames() },
    { weight: 6, arbitrary: pingOrPong().map((frame): readonly Frame[] => [frame]) },
    { weight: 1, arbitrary: border },
  );
  return fc
    .tuple(fc.array(piece, { maxLength: 4 }), ending)
    .map(([pieces, last]) => [...pieces.flat(), ...last]);
}

/**
 * The frames of one message, cut at the given ten-thousandths of its length (RFC 6455 §5.4).
 *
 * @example
 * ```ts
 * import { fragmented } from '@sansws/testing';
 * import { deepEqual } from 'node:assert/strict';
 * const frames = fragmented(0x2, Uint8Array.of(1, 2), [5000]);
 * deepEqual(frames.map((frame) => [frame.opcode, frame.fin]), [[0x2, false], [0x0, true]]);
 * ```
 */
export function fragmented(
  opcode: 0x1 | 0x2,
  octets: Uint8Array,
  places: readonly number[],
): readonly Frame[] {
  const cuts = places.map((place) => Math.floor((place * (octets.length + 1)) / 10_000));
  const borders = [0, ...cuts.sort((left, right) => left - right), octets.length];
  return borders.slice(1).map((end, index) => ({
    fin: index === borders.length - 2,
    reserved: 0,
    opcode: index === 0 ? opcode : 0x0,
    payload: octets.slice(borders[index], end),
  }));
}

function interleaved(
  frames: readonly Frame[],
  controls: readonly (readonly [after: number, frame: Frame])[],
): readonly Frame[] {
  return frames.flatMap((frame, index) => [
    frame,
    ...controls.filter(([after]) => after === index).map(([, control]) => control),
  ]);
}

function whole(opcode: 0x2 | 0x8, octets: Uint8Array): Frame {
  return { fin: true, reserved: 0, opcode, payload: octets };
}

function codeOctets(code: number): Uint8Array {
  return Uint8Array.of(Math.floor(code / 256), code % 256);
}
