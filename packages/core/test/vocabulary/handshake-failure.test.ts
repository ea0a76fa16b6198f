import { expect, test } from 'vitest';
import {
  handshakeFailure,
  handshakeFailures,
  type HandshakeFailureName,
} from '../../src/vocabulary/handshake-failure.ts';

const names = Object.keys(handshakeFailures) as HandshakeFailureName[];

test.each(names)('%s: has an HTTP status that refuses, a section and a sentence', (name) => {
  const [httpStatus, section, sentence] = handshakeFailures[name];
  expect([0, 400, 403, 405, 408, 414, 426, 431, 503]).toContain(httpStatus);
  expect(section).toMatch(/^RFC \d+ §\d+(\.\d+)*$/u);
  expect(sentence).toMatch(/^[A-Z].*[^.]$/u);
});

test('a server answers with the status of the table, a client answers nothing', () => {
  for (const name of names) {
    const [httpStatus, section, sentence] = handshakeFailures[name];
    expect(handshakeFailure(name, 'x')).toEqual({ name, httpStatus, section, sentence, detail: 'x' });
    expect(handshakeFailure(name, 'x', 'client').httpStatus).toBe(0);
  }
});

test('RS22 what the peer wrote is shortened and made fit for a log', () => {
  expect(handshakeFailure('key-malformed', `a\r\n${'b'.repeat(16_384)}`).detail).toBe(
    `a??${'b'.repeat(197)}`,
  );
});
