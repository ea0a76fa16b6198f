import { refusalOf } from '@sansws/core/vocabulary';
import { expect, test } from 'vitest';
import { HandshakeError, overloaded, SocketError } from '../src/errors.ts';

const record = {
  statusCode: 1006,
  reason: '',
  clean: false,
  sent: null,
  received: null,
  first: null,
  cause: 'handshake-refused',
  violation: null,
  failure: null,
} as const;

test('a refusal says what, why and by which section', () => {
  const error = new SocketError(refusalOf('field-reserved', 'Upgrade'));
  expect(error).toBeInstanceOf(Error);
  expect(error.name).toBe('SocketError');
  expect(error.message).toContain('RFC 6455 §4.1');
  expect(error.message).toContain('Upgrade');
  expect(new SocketError(overloaded(5, 4)).refusal.detail).toBe('5 octets wait, 4 may');
});

test('a failed handshake says how, and what the system said', () => {
  const cause = new Error('ECONNREFUSED');
  const body = new Uint8Array(0);
  const unanswered = new HandshakeError({ failure: null, response: null, body, record }, cause);
  expect(unanswered.cause).toBe(cause);
  expect(unanswered.message).toContain('handshake-refused');
  const failure = {
    name: 'status-not-101',
    httpStatus: 0,
    section: 'RFC 6455 §4.1',
    sentence: 'A server accepts with 101',
    detail: '403',
  } as never;
  const refused = new HandshakeError({ failure, response: null, body, record });
  expect(refused.message).toBe(
    'The opening handshake failed: A server accepts with 101 (RFC 6455 §4.1): 403',
  );
  expect('cause' in refused).toBe(false);
});
