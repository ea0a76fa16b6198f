import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HeadKind, HeadLimits, HeadPosition } from '../../src/http/head-machine.ts';
import { advance, headStart } from '../../src/http/head-machine.ts';
import { defaultLimits } from '../../src/vocabulary/limits.ts';
import { latin1 } from './cuts.ts';

const limits = defaultLimits('server');

/** The position behind all octets, or the failure with the index of its octet. */
function run(kind: HeadKind, text: string, held: HeadLimits = limits): HeadPosition | string {
  let position = headStart(kind);
  for (const [index, octet] of latin1(text).entries()) {
    const next = advance(kind, position, octet, held);
    if (typeof next === 'string') return `${next} @${index}`;
    position = next;
  }
  return position;
}

function placeAfter(kind: HeadKind, text: string): string {
  const end = run(kind, text);
  return typeof end === 'string' ? end : end.place;
}

test('a head goes through all its places', () => {
  const steps: readonly (readonly [HeadKind, string, string])[] = [
    ['request', '', 'empty-lines'],
    ['request', '\r', 'empty-line-feed'],
    ['request', '\r\n', 'empty-lines'],
    ['request', 'G', 'method'],
    ['request', 'GET ', 'start-line'],
    ['request', 'GET / HTTP/1.1\r', 'start-line-feed'],
    ['request', 'GET / HTTP/1.1\r\n', 'line-start'],
    ['request', 'GET / HTTP/1.1\r\nA', 'field-name'],
    ['request', 'GET / HTTP/1.1\r\nA:', 'field-value'],
    ['request', 'GET / HTTP/1.1\r\nA: b\r', 'field-line-feed'],
    ['request', 'GET / HTTP/1.1\r\nA: b\r\n\r', 'last-line-feed'],
    ['request', 'GET / HTTP/1.1\r\nA: b\r\n\r\n', 'complete'],
    ['response', '', 'protocol'],
    ['response', 'HTTP', 'protocol'],
    ['response', 'HTTP/', 'start-line'],
    ['response', 'HTTP/1.1 200 caf\u00e9\t\r\n\r\n', 'complete'],
  ];
  for (const [kind, text, place] of steps) expect(placeAfter(kind, text)).toBe(place);
});

test('octets, lines and their lengths are counted', () => {
  expect(run('request', '\r\n\r\n')).toMatchObject({ lines: 2, headOctets: 0, lineOctets: 0 });
  expect(run('request', '\r\nGET /')).toMatchObject({ lines: 0, headOctets: 5, lineOctets: 5 });
  expect(run('request', 'GET /\r\n')).toMatchObject({ lines: 0, headOctets: 7, lineOctets: 0 });
  expect(run('request', 'GET /\r\nA: b\r\nCd:')).toMatchObject({ lines: 2, headOctets: 16, lineOctets: 3 });
});

test('what no head has is named at its octet', () => {
  const faults: readonly (readonly [HeadKind, string, string])[] = [
    ['request', '\n', 'bare-lf @0'],
    ['request', '\rG', 'bare-cr @1'],
    ['request', ' G', 'leading-white-space @0'],
    ['request', '\tG', 'leading-white-space @0'],
    ['request', '\u0000', 'control-character @0'],
    ['request', '\u007f', 'control-character @0'],
    ['request', '\u0080', 'request-line-malformed @0'],
    ['request', '\r\n\r\n\r', 'too-many-empty-lines @4'],
    ['request', 'GE\r', 'request-line-malformed @2'],
    ['request', 'GE\n', 'bare-lf @2'],
    ['request', 'GE(', 'request-line-malformed @2'],
    ['request', 'GE\t', 'request-line-malformed @2'],
    ['request', 'GET /\t', 'request-line-malformed @5'],
    ['request', 'GET /\u00e9', 'request-line-malformed @5'],
    ['request', 'GET /\u0001', 'control-character @5'],
    ['request', 'GET /\n', 'bare-lf @5'],
    ['request', 'GET /\r\r', 'bare-cr @6'],
    ['request', 'GET /\r\n ', 'leading-white-space @7'],
    ['request', 'GET /\r\nA:\r\n\t', 'line-folded @11'],
    ['request', 'GET /\r\n:', 'field-name-malformed @7'],
    ['request', 'GET /\r\n\n', 'bare-lf @7'],
    ['request', 'GET /\r\nA ', 'field-name-malformed @8'],
    ['request', 'GET /\r\nA\r', 'field-name-malformed @8'],
    ['request', 'GET /\r\nA\n', 'bare-lf @8'],
    ['request', 'GET /\r\nA\u0000', 'control-character @8'],
    ['request', 'GET /\r\nA:\u0000', 'control-character @9'],
    ['request', 'GET /\r\nA:\n', 'bare-lf @9'],
    ['request', 'GET /\r\nA:\rb', 'bare-cr @10'],
    ['request', 'GET /\r\n\rb', 'bare-cr @8'],
    ['request', 'GET /\r\n\r\n!', 'head-incomplete @9'],
    ['response', '\r', 'status-line-malformed @0'],
    ['response', 'HTTPS', 'status-line-malformed @4'],
    ['response', 'HTTP/\u0000', 'control-character @5'],
    ['response', 'HTTP/\n', 'bare-lf @5'],
    ['response', 'HTTP/\u007f', 'control-character @5'],
  ];
  for (const [kind, text, fault] of faults) expect(run(kind, text)).toBe(fault);
});

test('each limit lets N pass and fails at the octet behind', () => {
  const wide = { headOctets: 1_000, startLineOctets: 1_000, fieldLineOctets: 1_000, fieldLines: 100 };
  const text = 'GET / HTTP/1.1\r\nA: b\r\nC: d\r\n\r\n';
  const status = 'HTTP/1.1 200\r\n\r\n';
  const cases: readonly (readonly [HeadKind, string, Partial<HeadLimits>, string | null])[] = [
    ['request', text, { startLineOctets: 14 }, null],
    ['request', text, { startLineOctets: 13 }, 'request-line-too-long @13'],
    ['request', text, { startLineOctets: 2 }, 'request-line-too-long @2'],
    ['response', status, { startLineOctets: 12 }, null],
    ['response', status, { startLineOctets: 11 }, 'status-line-too-long @11'],
    ['response', status, { startLineOctets: 3 }, 'status-line-too-long @3'],
    ['request', text, { fieldLineOctets: 4 }, null],
    ['request', text, { fieldLineOctets: 3 }, 'field-line-too-long @19'],
    ['request', text, { fieldLineOctets: 0 }, 'field-line-too-long @16'],
    ['request', text, { fieldLines: 2 }, null],
    ['request', text, { fieldLines: 1 }, 'too-many-field-lines @22'],
    ['request', text, { fieldLines: 0 }, 'too-many-field-lines @16'],
    ['request', text, { headOctets: text.length }, null],
    ['request', `\r\n\r\n${text}`, { headOctets: text.length }, null],
    ['request', text, { headOctets: text.length - 1 }, `head-too-long @${text.length - 1}`],
    ['request', text, { headOctets: 15 }, 'head-too-long @15'],
    ['request', text, { headOctets: 0 }, 'head-too-long @0'],
  ];
  for (const [kind, head, changes, fault] of cases) {
    const end = run(kind, head, { ...wide, ...changes });
    expect(typeof end === 'string' ? end : null).toBe(fault);
  }
});

test('law: total, and the head is complete exactly behind its first empty line', () => {
  const start = fc.constantFrom('', '\r\n', 'GET / HTTP/1.1\r\n', '\r\n\r\nA b\r\n');
  const unit = fc.constantFrom(...Array.from('AB: \t\r\n'), '\r\n', 'A: b\r\n', '\u0000', '\u00ff');
  let complete = 0;
  fc.assert(
    fc.property(
      start,
      fc.string({ unit, maxLength: 4 }),
      fc.constantFrom('', '\r\n'),
      (before, after, last) => {
        const text = before + after + last;
        const end = run('request', text);
        if (typeof end === 'string') return;
        const isHead = /^(?:\r\n){0,2}[A-Z]+ [ -~]*\r\n(?:[A-Z]+:[\t -~\u0080-\u00ff]*\r\n)*\r\n$/u.test(
          text,
        );
        if (isHead) complete++;
        expect(end.place === 'complete').toBe(isHead);
      },
    ),
    { numRuns: 10_000 },
  );
  expect(complete).toBeGreaterThan(100);
});
