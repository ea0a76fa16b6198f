import { STATUS_CODES } from 'node:http';
import { expect, test } from 'vitest';
import { reasonPhrase } from '../../src/http/reason-phrase.ts';

// Node still has the names of RFC 7231 for these.
const renamed = new Map([
  [413, 'Content Too Large'],
  [422, 'Unprocessable Content'],
]);

test('a status has the phrase of the registry, or none', () => {
  let known = 0;
  for (let status = 0; status < 1_000; status++) {
    const phrase = reasonPhrase(status);
    if (phrase === '') continue;
    known++;
    expect([STATUS_CODES[status], renamed.get(status)]).toContain(phrase);
  }
  expect(known).toBe(40);
  expect(reasonPhrase(101)).toBe('Switching Protocols');
});
