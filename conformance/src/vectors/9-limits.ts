/**
 * Group 9: large messages, many fragments, small writes, many messages.
 *
 * The echo is compared octet by octet here; where the cases come from only its type and length are looked at.
 *
 * @module
 */

import type { Action, ConformanceCase, WireFrame } from './case.ts';
import { binary, echoCase, echoOf, fragments, hex, repeated, send, text } from './frames.ts';

const kibibyte = 1024;
const mebibyte = 1024 * 1024;
const sizes = [64 * kibibyte, 256 * kibibyte, mebibyte, 4 * mebibyte, 8 * mebibyte, 16 * mebibyte];
const fragmentSizes = [64, 256, 1024, 4096, 16_384, 65_536, 262_144, mebibyte, 4 * mebibyte];
const chops = [64, 128, 256, 512, 1024, 2048];
const messageSizes = [0, 16, 64, 256, 1024, 4096];
const messages = 1000;
const textPattern = 'BAsd7&jh23';
const binaryPattern = hex('00fe23faf0');

/** Group 9. */
export const limits: readonly ConformanceCase[] = [
  ...sizes.map((size, index) => oneFrame(`9.1.${index + 1}`, () => text(repeated(textPattern, size)), size)),
  ...sizes.map((size, index) =>
    oneFrame(`9.2.${index + 1}`, () => binary(repeated(binaryPattern, size)), size),
  ),
  ...fragmentSizes.map((size, index) => inFragments(`9.3.${index + 1}`, text, size)),
  ...fragmentSizes.map((size, index) => inFragments(`9.4.${index + 1}`, binary, size)),
  ...chops.map((chop, index) => inChops(`9.5.${index + 1}`, text, chop)),
  ...chops.map((chop, index) => inChops(`9.6.${index + 1}`, binary, chop)),
  ...messageSizes.map((size, index) => oneAfterTheOther(`9.7.${index + 1}`, text(repeated('*', size)))),
  ...messageSizes.map((size, index) =>
    oneAfterTheOther(`9.8.${index + 1}`, binary(repeated(Uint8Array.of(0xfe), size))),
  ),
];

function oneFrame(id: string, message: () => WireFrame, size: number): ConformanceCase {
  return echoCase(
    id,
    `one frame of ${size} octets`,
    () => [send([message()])],
    () => [echoOf(message())],
  );
}

function inFragments(id: string, make: (payload: Uint8Array) => WireFrame, size: number): ConformanceCase {
  const message = (): WireFrame => make(repeated('*', 4 * mebibyte));
  return echoCase(
    id,
    `4 MiB in fragments of ${size} octets`,
    () => [send(fragments(message(), size))],
    () => [echoOf(message())],
  );
}

function inChops(id: string, make: (payload: Uint8Array) => WireFrame, chop: number): ConformanceCase {
  const message = (): WireFrame => make(repeated('*', mebibyte));
  return echoCase(
    id,
    `1 MiB in writes of ${chop} octets`,
    () => [send([message()], chop)],
    () => [echoOf(message())],
  );
}

function oneAfterTheOther(id: string, message: WireFrame): ConformanceCase {
  const script = (): readonly Action[] =>
    Array.from({ length: messages }, (_, index) => [
      send([message]),
      { type: 'await-events' as const, count: index + 1 },
    ]).flat();
  return echoCase(id, `${messages} messages of ${message.payload.length} octets in turns`, script, () =>
    Array.from({ length: messages }, () => echoOf(message)),
  );
}
