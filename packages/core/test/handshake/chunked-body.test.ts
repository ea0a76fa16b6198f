import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gatheredCopy, gatherNothing } from '../../src/bytes/gathered.ts';
import { chunkedStart, readChunked } from '../../src/handshake/chunked-body.ts';
import { latin1 } from '../http/cuts.ts';

/** The data of a body that comes in these pieces, whether it ended, and where it stands. */
function readAll(pieces: readonly Uint8Array[], limit = 65_536): readonly [string, boolean] {
  let progress = { chunked: chunkedStart, body: gatherNothing(0), ended: false };
  for (const piece of pieces) {
    if (progress.ended) break;
    progress = readChunked(progress.chunked, progress.body, piece, 0, limit);
    // It can be kept as JSON at any time.
    expect(JSON.parse(JSON.stringify(progress.chunked))).toEqual(progress.chunked);
  }
  return [Buffer.from(gatheredCopy(progress.body)).toString('latin1'), progress.ended];
}

/** Whole, octet by octet, and cut in two and in three anywhere: always the same. */
function read(text: string, limit?: number): readonly [string, boolean] {
  const octets = latin1(text);
  const whole = readAll([octets], limit);
  expect(
    readAll(
      Array.from(octets, (octet) => Uint8Array.of(octet)),
      limit,
    ),
  ).toEqual(whole);
  for (let one = 0; one <= octets.length && octets.length < 60; one++) {
    for (let two = one; two <= octets.length; two++) {
      const pieces = [octets.subarray(0, one), octets.subarray(one, two), octets.subarray(two)];
      expect(readAll(pieces, limit)).toEqual(whole);
    }
  }
  return whole;
}

test('the data of all chunks, to the last chunk', () => {
  expect(read('5\r\nsorry\r\n0\r\n\r\n')).toEqual(['sorry', true]);
  expect(read('2\r\nso\r\n3\r\nrry\r\n0\r\n')).toEqual(['sorry', true]);
  expect(read('0\r\n\r\n')).toEqual(['', true]);
  expect(read('00c\r\n\r\n0\r\n\r\n0\r\n\r\n\r\n000\r\n')).toEqual(['\r\n0\r\n\r\n0\r\n\r\n', true]);
  expect(read('0A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n')).toEqual(['01234567890123456789', true]);
});

test('extensions are skipped, and trailers are not waited for', () => {
  expect(read('1;a="b;c"\r\nx\r\n1 ; d\r\ny\r\n1\t\r\nz\r\n0;last\r\nTrailer: t\r\n\r\n')).toEqual([
    'xyz',
    true,
  ]);
});

test('what is still under way has not ended', () => {
  for (const text of [
    '',
    '5',
    '5\r',
    '5\r\n',
    '5;x',
    '5\r\nsor',
    '5\r\nsorry',
    '5\r\nsorry\r',
    '5\r\nsorry\r\n0\r',
  ]) {
    expect(read(text)).toEqual([text.slice(3, 8), false]);
  }
});

test('a malformed chunk ends the body before it', () => {
  for (const wrong of [
    'x',
    '\r\n',
    ';a\r\n',
    '-1\r\n',
    '0x5\r\n',
    '5\n',
    '5\rx',
    '5;a\nb',
    '5;\u0000',
    'g\r\n',
    '@\r\n',
    '/\r\n',
    ':\r\n',
    '\u00c1\r\n',
    '00000000000005\r\n',
    'fffffffffffffff\r\n',
  ]) {
    expect(read(`2\r\nok\r\n${wrong}sorry`)).toEqual(['ok', true]);
  }
  expect(read('2\r\nokay\r\n0\r\n')).toEqual(['ok', true]);
  expect(read('2\r\nok\rx')).toEqual(['ok', true]);
  expect(read('2\r\nok\n0\r\n')).toEqual(['ok', true]);
});

test('a line with a size is bounded', () => {
  expect(read(`1;${'a'.repeat(1_022)}\r\nx\r\n0\r\n`)).toEqual(['x', true]);
  expect(read(`1;${'a'.repeat(1_023)}`)).toEqual(['', false]);
  expect(read(`1;${'a'.repeat(1_024)}`)).toEqual(['', true]);
});

test('no more is kept than the limit, whatever a chunk announces', () => {
  expect(read('5\r\nsorry\r\n0\r\n', 3)).toEqual(['sor', false]);
  expect(read('fffffffffffff\r\nsorry', 4)).toEqual(['sorr', false]);
  expect(read('1\r\na\r\n1\r\nb\r\n1\r\nc\r\n', 2)).toEqual(['ab', false]);
  expect(read('5\r\nsorry', 0)).toEqual(['', false]);
});

test('an older state can be read on from, and nothing that was given changes', () => {
  const before = readChunked(chunkedStart, gatherNothing(0), latin1('4\r\nab'), 0, 9);
  const one = readChunked(before.chunked, before.body, latin1('cd'), 0, 9);
  const two = readChunked(before.chunked, before.body, latin1('..ef'), 2, 9);
  expect([before, one, two].map(({ body }) => Buffer.from(gatheredCopy(body)).toString())).toEqual([
    'ab',
    'abcd',
    'abef',
  ]);
});

test('law: what is written in chunks is read again, wherever it is cut', () => {
  const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 6 });
  fc.assert(
    fc.property(chunks, fc.integer({ min: 1, max: 50 }), (parts, width) => {
      const written = Buffer.concat([
        ...parts.flatMap((part) => [
          Buffer.from(`${part.length.toString(16)}\r\n`),
          part,
          Buffer.from('\r\n'),
        ]),
        Buffer.from('0\r\n\r\n'),
      ]);
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < written.length; at += width) pieces.push(written.subarray(at, at + width));
      expect(readAll(pieces)).toEqual([Buffer.concat(parts).toString('latin1'), true]);
    }),
    { numRuns: 1_000 },
  );
});
