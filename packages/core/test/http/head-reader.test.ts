import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  emptyHeadReader,
  readHead,
  resumeHeadReader,
  snapshotHeadReader,
  unlimited,
} from '../../src/http/head-reader.ts';
import { defaultLimits } from '../../src/vocabulary/limits.ts';
import { cpuMilliseconds, inEveryCut, latin1, outcomeOf } from './cuts.ts';

const limits = defaultLimits('server');
const request = 'GET /chat HTTP/1.1\r\nHost: h\r\nX: y\r\n\r\n';
const response = 'HTTP/1.1 101 Switching\r\nA: b\r\n\r\n';
const line = 'GET / HTTP/1.1\r\n';

test('a head is read up to its empty line, in every cut, and what follows is left', () => {
  expect(inEveryCut('request', request)).toEqual({ head: request, failure: null, used: request.length });
  expect(inEveryCut('request', `${request}GET`)).toEqual({
    head: request,
    failure: null,
    used: request.length,
  });
  expect(inEveryCut('response', `${response}\u0081\u0000`)).toEqual({
    head: response,
    failure: null,
    used: response.length,
  });
  expect(inEveryCut('request', request.slice(0, -1))).toMatchObject({ head: null, failure: null });
});

test('a head begins and ends inside a chunk, and is no view of it', () => {
  const chunk = latin1(`xx${request}yy`);
  const { head, next } = readHead(emptyHeadReader('request'), chunk, 2, limits);
  expect(next).toBe(2 + request.length);
  chunk.fill(0);
  expect(head).toEqual(latin1(request));
});

test('a reader keeps no view of a chunk, and what it gives out is not its own', () => {
  const chunk = latin1(request.slice(0, 20));
  const { reader } = readHead(emptyHeadReader('request'), chunk, 0, limits);
  chunk.fill(0);
  const rest = latin1(request.slice(20));
  const { head } = readHead(reader, rest, 0, limits);
  expect(head).toEqual(latin1(request));
  head?.fill(0);
  expect(readHead(reader, rest, 0, limits).head).toEqual(latin1(request));
});

test('HS42 one or two empty lines before a request are skipped, a third is refused', () => {
  expect(inEveryCut('request', `\r\n${request}`).head).toBe(request);
  expect(inEveryCut('request', `\r\n\r\n${request}`).head).toBe(request);
  expect(inEveryCut('request', '\r\n'.repeat(100))).toEqual({
    head: null,
    failure: 'too-many-empty-lines',
    used: 4,
  });
});

test('HS38, HC24 a folded line is refused', () => {
  expect(inEveryCut('request', `${line}A: b\r\n c: d\r\n\r\n`)).toMatchObject({
    failure: 'line-folded',
    used: 22,
  });
  expect(inEveryCut('request', `${line}A: b\r\n\tc\r\n\r\n`).failure).toBe('line-folded');
  const accept = 'HTTP/1.1 101\r\nSec-WebSocket-Accept:\r\n s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n';
  expect(inEveryCut('response', accept).failure).toBe('line-folded');
  expect(inEveryCut('response', 'HTTP/1.1 101\r\nServer: a\r\n\tb\r\n\r\n').failure).toBe('line-folded');
});

test('HS39, HS44, HC25 a field name is a token with the colon right behind it', () => {
  for (const name of ['Key ', 'Key\t', '', 'a b', 'a"', '(a)', 'caf\u00e9', '\u0080', 'a/b', '@']) {
    expect(inEveryCut('request', `${line}${name}: x\r\n\r\n`).failure).toBe('field-name-malformed');
    expect(inEveryCut('response', `HTTP/1.1 101\r\n${name}: x\r\n\r\n`).failure).toBe('field-name-malformed');
  }
  for (const name of ['a\u0001', '\u007f', 'a\u0000']) {
    expect(inEveryCut('request', `${line}${name}: x\r\n\r\n`).failure).toBe('control-character');
    expect(inEveryCut('response', `HTTP/1.1 101\r\n${name}: x\r\n\r\n`).failure).toBe('control-character');
  }
  expect(inEveryCut('request', `${line}no colon\r\n\r\n`).failure).toBe('field-name-malformed');
  expect(inEveryCut('request', `${line}nocolon\r\n\r\n`).failure).toBe('field-name-malformed');
});

test('HS40 white space before the first header line is refused', () => {
  expect(inEveryCut('request', `${line} Host: h\r\n\r\n`)).toMatchObject({
    failure: 'leading-white-space',
    used: line.length,
  });
  expect(inEveryCut('request', ` ${request}`)).toMatchObject({ failure: 'leading-white-space', used: 0 });
});

test('HS41, HC23 bare CR, bare LF, CR CR LF and NUL are refused', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['A: b\n\r\n', 'bare-lf'],
    ['A: b\r\r\n\r\n', 'bare-cr'],
    ['A: b\rC: d\r\n\r\n', 'bare-cr'],
    ['A: b\r\n\n', 'bare-lf'],
    ['A: b\r\n\rx', 'bare-cr'],
    ['A: \u0000\r\n\r\n', 'control-character'],
    ['A: \u0008\r\n\r\n', 'control-character'],
    ['A: \u007f\r\n\r\n', 'control-character'],
  ];
  for (const [text, failure] of cases) {
    expect(inEveryCut('request', line + text).failure).toBe(failure);
    expect(inEveryCut('response', `HTTP/1.1 101\r\n${text}`).failure).toBe(failure);
  }
  expect(inEveryCut('request', 'GET / HTTP/1.1\nHost: h\n\n').failure).toBe('bare-lf');
});

test('HS52 what is no HTTP is refused at its first octets, and nothing is kept of it', () => {
  const cases: readonly (readonly [string, number])[] = [
    ['\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003', 0],
    ['\u0080\u002e\u0001\u0003\u0001', 0],
    ['EHLO\r\n', 4],
    ['\u0000\u0000\u0000\u0000', 0],
    ['\u0081\u0085abcdefghi', 0],
  ];
  for (const [text, used] of cases) {
    const outcome = inEveryCut('request', text);
    expect([outcome.used, outcome.head]).toEqual([used, null]);
    expect(outcome.failure).not.toBeNull();
    const { reader } = readHead(emptyHeadReader('request'), latin1(text), 0, limits);
    expect(reader.octets.length).toBe(0);
  }
});

test('HC27 frames, TLS alerts and banners before a status line are refused at their first octets', () => {
  const cases: readonly (readonly [string, number])[] = [
    ['\u0081\u0002hi', 0],
    ['\u0015\u0003\u0003\u0000\u0002\u0002\u0028', 0],
    ['SSH-2.0-OpenSSH_9.2\r\n', 0],
    ['HELO there\r\n', 1],
    ['ICY 200 OK\r\n\r\n', 0],
    ['\r\nHTTP/1.1 101\r\n\r\n', 0],
  ];
  for (const [text, used] of cases) {
    expect(inEveryCut('response', text)).toEqual({ head: null, failure: 'status-line-malformed', used });
  }
});

test('HS8 a target of 8 KiB and one octet more is too long, found at its octet', () => {
  const target = `/${'x'.repeat(8_192)}`;
  expect(outcomeOf('request', [latin1(`GET ${target} HTTP/1.1\r\n\r\n`)])).toEqual({
    head: null,
    failure: 'request-line-too-long',
    used: 8_192,
  });
  const fitting = `GET /${'x'.repeat(8_192 - 14)} HTTP/1.1\r\n\r\n`;
  expect(outcomeOf('request', [latin1(fitting)]).head).toBe(fitting);
});

test('HC5 a reason of 8 KiB is too long', () => {
  const head = `HTTP/1.1 101 ${'x'.repeat(8_192)}\r\n\r\n`;
  expect(outcomeOf('response', [latin1(head)])).toMatchObject({
    failure: 'status-line-too-long',
    used: 8_192,
  });
});

test('HS43, HC21, V-F8, V-F10, V-C8 the limits on header lines hold at N and fail behind it', () => {
  expectEnd([`A: ${'x'.repeat(8_189)}`], null);
  expectEnd([`A: ${'x'.repeat(8_190)}`], 'field-line-too-long');
  expectEnd([`${'A'.repeat(8_193)}: x`], 'field-line-too-long');
  expectEnd(
    Array.from({ length: 100 }, (_, index) => `X-${index}: y`),
    null,
  );
  expectEnd(
    Array.from({ length: 101 }, (_, index) => `X-${index}: y`),
    'too-many-field-lines',
  );
  expectEnd(
    Array.from({ length: 100 }, () => 'Same: y'),
    null,
  );
  expectEnd(
    Array.from({ length: 101 }, () => 'Same: y'),
    'too-many-field-lines',
  );
  expectEnd([`A: ${'x'.repeat(8_000)}`, `B: ${'x'.repeat(8_000)}`], null);
  expectEnd([`A: ${'x'.repeat(8_000)}`, `B: ${'x'.repeat(8_000)}`, `C: ${'x'.repeat(400)}`], 'head-too-long');
});

test('HC21, HS43, V-F11 the whole head may have N octets and fails at N + 1, in every cut', () => {
  expect(inEveryCut('request', request, { ...limits, headOctets: request.length }).head).toBe(request);
  expect(inEveryCut('request', request, { ...limits, headOctets: request.length - 1 })).toEqual({
    head: null,
    failure: 'head-too-long',
    used: request.length - 1,
  });
  expect(inEveryCut('request', request, { ...limits, fieldLineOctets: 6 }).failure).toBe(
    'field-line-too-long',
  );
  expect(inEveryCut('request', request, { ...limits, fieldLines: 1 }).failure).toBe('too-many-field-lines');
  expect(inEveryCut('response', response, { ...limits, startLineOctets: 21 }).failure).toBe(
    'status-line-too-long',
  );
});

test('HS45, V-F4 64 KiB one octet a chunk fail at 16 KiB, in 50 ms', () => {
  const octets = latin1(line + `A: ${'x'.repeat(800)}\r\n`.repeat(82));
  expect(octets.length).toBeGreaterThan(65_536);
  const attempt = (): void => {
    let reader = emptyHeadReader('request');
    let used = 0;
    for (let index = 0; index < octets.length; index++) {
      const progress = readHead(reader, octets.subarray(index, index + 1), 0, limits);
      reader = progress.reader;
      if (progress.failure === null) continue;
      expect([progress.failure.name, progress.failure.httpStatus]).toEqual(['head-too-long', 431]);
      used = index;
      break;
    }
    expect(used).toBe(16_384);
  };
  attempt();
  expect(Math.min(cpuMilliseconds(attempt), cpuMilliseconds(attempt))).toBeLessThan(50);
});

test('a failure is the fault of whoever wrote the head', () => {
  const broken = latin1('HTTP/1.1 101\n');
  expect(readHead(emptyHeadReader('response'), broken, 0, limits).failure).toMatchObject({
    name: 'bare-lf',
    httpStatus: 0,
    detail: 'octet 0x0a',
  });
  expect(readHead(emptyHeadReader('request'), latin1('G\n'), 0, limits).failure?.httpStatus).toBe(400);
});

test('law: an old reader stays valid, whatever became of the newer ones', () => {
  const octets = latin1(request);
  const readers = [emptyHeadReader('request')];
  let newest = emptyHeadReader('request');
  for (let index = 0; index + 1 < octets.length; index++) {
    newest = readHead(newest, octets.subarray(0, index + 1), index, limits).reader;
    readers.push(newest);
  }
  for (const [index, reader] of readers.entries()) {
    // A fork with other octets first, then the true rest: the fork leaves no trace.
    readHead(reader, latin1('!!!!!!!!'), 0, limits);
    expect(readHead(reader, octets, index, limits).head).toEqual(octets);
  }
});

test('law: a snapshot at any octet is JSON and resumes to the same reader', () => {
  for (const [kind, text] of [
    ['request', `\r\n\r\n${request}`],
    ['response', response],
  ] as const) {
    const octets = latin1(text);
    for (let cut = 0; cut < octets.length; cut++) {
      const { reader } = readHead(emptyHeadReader(kind), octets.subarray(0, cut), 0, limits);
      const snapshot = snapshotHeadReader(reader);
      const resumed = resumeHeadReader(JSON.parse(JSON.stringify(snapshot)));
      if (resumed === null) expect.fail(`cut at ${cut}`);
      expect(resumed.position).toEqual(reader.position);
      expect(snapshotHeadReader(resumed)).toEqual(snapshot);
      expect(readHead(resumed, octets, cut, limits)).toMatchObject({ next: octets.length, failure: null });
      expect(readHead(resumed, octets, cut, limits).head).toEqual(latin1(text.trimStart()));
    }
  }
});

test('what is no snapshot resumes to nothing', () => {
  const whole = Buffer.from(request).toString('base64');
  const broken = Buffer.from('\n').toString('base64');
  for (const value of [
    null,
    undefined,
    7,
    'GET',
    [],
    {},
    { kind: 'request' },
    { kind: 'other', octets: '' },
    { kind: 'request', octets: 7 },
    { kind: 'request', octets: 'R0V' },
    { kind: 'request', octets: whole },
    { kind: 'request', octets: broken },
    { kind: 'response', octets: 'R0VU' },
  ]) {
    expect(resumeHeadReader(value)).toBeNull();
  }
});

test('law: it makes no difference how octets are cut, whatever they are', () => {
  const unit = fc.constantFrom(
    ...Array.from('Ab: /\t'),
    '\r\n',
    '\r',
    '\n',
    'GET / HTTP/1.1\r\n',
    'A: b\r\n',
    'HTTP/1.1 101\r\n',
  );
  const cuts = fc.array(fc.nat(60), { maxLength: 5 });
  fc.assert(
    fc.property(
      fc.constantFrom('request', 'response'),
      fc.string({ unit, maxLength: 8 }),
      cuts,
      (kind, text, at) => {
        const octets = latin1(text);
        const ends = [...at, octets.length].sort((a, b) => a - b);
        const chunks = ends.map((end, index) => octets.subarray(ends[index - 1] ?? 0, end));
        expect(outcomeOf(kind, chunks, unlimited)).toEqual(outcomeOf(kind, [octets], unlimited));
      },
    ),
    { numRuns: 10_000 },
  );
});

/** Reads these header lines behind either start line. */
function expectEnd(lines: readonly string[], failure: string | null): void {
  const fields = lines.map((each) => `${each}\r\n`).join('');
  expect(outcomeOf('request', [latin1(`${line}${fields}\r\n`)]).failure).toBe(failure);
  expect(outcomeOf('response', [latin1(`HTTP/1.1 101\r\n${fields}\r\n`)]).failure).toBe(failure);
}
