import { expect, test } from 'vitest';
import type { DeflateEngine, Deflater, Inflater } from '@sansws/core/permessage-deflate';
import { pakoEngine } from '@sansws/deflate-pako';
import { everyDeflatingLaw } from '../../src/laws/deflating.ts';

const pako = pakoEngine();
const trial = { runs: 400, seed: 7_692 };

/** pako with one thing changed. */
function spoilt(
  deflater: (stream: Deflater) => Partial<Deflater>,
  inflater: (stream: Inflater) => Partial<Inflater>,
): DeflateEngine {
  return {
    name: 'spoilt',
    deflater: (settings) => {
      const stream = pako.deflater(settings);
      return { ...stream, ...deflater(stream) };
    },
    inflater: () => {
      const stream = pako.inflater();
      return { ...stream, ...inflater(stream) };
    },
  };
}

test('pako keeps every law of permessage-deflate', () => {
  expect(() => everyDeflatingLaw(pako, pako, trial)).not.toThrow();
});

test.each<readonly [string, DeflateEngine]>([
  [
    'ignores what it is primed with',
    spoilt(
      () => ({}),
      () => ({ prime: () => {} }),
    ),
  ],
  [
    'does not forget',
    spoilt(
      () => ({ reset: () => {} }),
      () => ({ reset: () => {} }),
    ),
  ],
  [
    'does not stop at the end of a block',
    spoilt(
      () => ({}),
      (stream) => ({
        inflate: (octets, through) => {
          const given = stream.inflate(octets, through);
          return given === null ? null : { ...given, taken: octets.length };
        },
      }),
    ),
  ],
  [
    'gives the same memory again and again',
    spoilt(
      () => ({}),
      (stream) => {
        const memory = new Uint8Array(40_000);
        return {
          inflate: (octets, through) => {
            const given = stream.inflate(octets, through);
            if (given === null) return null;
            let at = 0;
            const pieces = given.pieces.map((piece) => {
              memory.set(piece, at);
              at += piece.length;
              return memory.subarray(at - piece.length, at);
            });
            return { taken: given.taken, pieces };
          },
        };
      },
    ),
  ],
  [
    'takes broken data for empty data',
    spoilt(
      () => ({}),
      (stream) => ({
        inflate: (octets, through) => stream.inflate(octets, through) ?? { taken: octets.length, pieces: [] },
      }),
    ),
  ],
  [
    'loses an octet',
    spoilt(
      (stream) => ({ deflate: (plain) => stream.deflate(plain.length > 40 ? plain.subarray(1) : plain) }),
      () => ({}),
    ),
  ],
  [
    'uses a window that is too long',
    { ...pako, deflater: (settings) => pako.deflater({ ...settings, windowBits: 15 }) },
  ],
])('an engine that %s is found out', (_, engine) => {
  expect(() => everyDeflatingLaw(engine, pako, { runs: 1_000, seed: 7_692 })).toThrow(/is broken/u);
});
