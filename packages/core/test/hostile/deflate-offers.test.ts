/** Offers and answers of permessage-deflate as nobody should make them (RFC 7692 §7.1). */
import { expect, test } from 'vitest';
import { pakoEngine } from '@sansws/deflate-pako';
import { openClient, openServer, send } from '../../src/connection/index.ts';
import { permessageDeflate, type DeflateParameters } from '../../src/extension/permessage-deflate/index.ts';
import { changed, headText, requestFields, responseFields } from '../handshake/heads.ts';
import { latin1 } from '../http/cuts.ts';
import { play, wireOf } from '../splits.ts';

const engine = pakoEngine();

/** What a client that offers this makes of an answer: `open`, or the name of the failure. */
function verdict(answer: string, ...offers: readonly DeflateParameters[]): string {
  const extensions = [permessageDeflate({ engine, ...(offers.length === 0 ? {} : { offers }) })];
  const begun = openClient(
    { host: 'h', resourceName: '/chat', nonce: latin1('the sample nonce'), extensions },
    0,
  );
  if (!begun.ok) throw new Error(begun.problem.sentence);
  const fields = changed(responseFields, 'Sec-WebSocket-Extensions', answer);
  const response = latin1(headText('HTTP/1.1 101 Switching Protocols', fields));
  const { phase } = play(begun.value.connection, [response]).connection;
  return phase.type === 'closed' ? (phase.record.failure?.name ?? '') : phase.type;
}

/** What a server answers to this offer; `''` for nothing. */
function answerTo(...offers: readonly string[]): string {
  const extensions = [permessageDeflate({ engine })];
  const fields = changed(requestFields, 'Sec-WebSocket-Extensions', ...offers);
  const request = latin1(headText('GET /chat HTTP/1.1', fields));
  const { connection } = play(openServer({ origins: 'any', extensions }, 0).connection, [request]);
  const accepted = send(connection, { type: 'accept' }, 0);
  if (!accepted.ok) throw new Error(accepted.problem.sentence);
  expect(accepted.value.connection.phase.type).toBe('open');
  const head = new TextDecoder().decode(wireOf(accepted.value.outbound));
  const line = head.split('\r\n').find((each) => each.startsWith('Sec-WebSocket-Extensions: '));
  return line?.slice('Sec-WebSocket-Extensions: '.length) ?? '';
}

test('HC13 an answer with an unknown parameter, one that comes twice, or a value where none may be', () => {
  expect(verdict('permessage-deflate')).toBe('open');
  for (const answer of [
    'permessage-deflate; x',
    'permessage-deflate; server_no_context_takeover; server_no_context_takeover',
    'permessage-deflate; server_no_context_takeover=1',
    'permessage-deflate; client_no_context_takeover=""',
    'permessage-deflate; __proto__; constructor',
  ]) {
    expect(verdict(answer), answer).toMatch(/^extension/u);
  }
});

test('HC14, V-F6 an answer with a window of the server that is none', () => {
  for (const value of ['', '=7', '=16', '=08', '=8.0', '=0x9', '=-9', '=1e1', '=""', '=1000', '=0']) {
    expect(verdict(`permessage-deflate; server_max_window_bits${value}`), value).toMatch(/^extension/u);
  }
  for (const value of ['8', '9', '15', '"10"']) {
    expect(verdict(`permessage-deflate; server_max_window_bits=${value}`), value).toBe('open');
  }
  expect(verdict('permessage-deflate; server_max_window_bits=11', { serverMaxWindowBits: 10 })).toMatch(
    /^extension/u,
  );
});

test('HC15 an answer with a window of the client that was not on offer, has no value, or is too large', () => {
  const limit = 'permessage-deflate; client_max_window_bits';
  expect(verdict(`${limit}=10`, {})).toMatch(/^extension/u);
  expect(verdict(limit)).toMatch(/^extension/u);
  expect(verdict(`${limit}=11`, { clientMaxWindowBits: 10 })).toMatch(/^extension/u);
  expect(verdict(`${limit}=10`, { clientMaxWindowBits: 10 })).toBe('open');
  // A window of 8 bits is kept by sending everything uncompressed.
  expect(verdict(`${limit}=8`)).toBe('open');
});

test('HS31 an offer with an unknown parameter, one that comes twice, or a value where none may be', () => {
  for (const offer of [
    'permessage-deflate; x',
    'permessage-deflate; client_max_window_bits; client_max_window_bits',
    'permessage-deflate; client_no_context_takeover=1',
    'permessage-deflate; max_inflate_ratio=5',
  ]) {
    expect(answerTo(offer), offer).toBe('');
  }
});

test('HS32, V-F6 an offer with a window that is none', () => {
  for (const value of ['7', '16', '8x', '09', '1000', '""', '-9', '0x9']) {
    expect(answerTo(`permessage-deflate; server_max_window_bits=${value}`.replace('=""', '')), value).toBe(
      '',
    );
    expect(
      answerTo(`permessage-deflate; client_max_window_bits=${value === '""' ? '0' : value}`),
      value,
    ).toBe('');
  }
  expect(answerTo('permessage-deflate; server_max_window_bits')).toBe('');
  expect(answerTo('permessage-deflate; client_max_window_bits')).toBe('permessage-deflate');
  expect(answerTo('permessage-deflate; client_max_window_bits="10"')).toBe(
    'permessage-deflate; client_max_window_bits=10',
  );
});

test('HS33, DF25 a window of 8 bits is declined to who asks for it, and left to who hints at it', () => {
  expect(answerTo('permessage-deflate; server_max_window_bits=8')).toBe('');
  expect(answerTo('permessage-deflate; client_max_window_bits=8')).toBe(
    'permessage-deflate; client_max_window_bits=8',
  );
});

test('HS34 the first offer that can be served is, in one line or in two', () => {
  expect(answerTo('permessage-deflate; x, permessage-deflate')).toBe('permessage-deflate');
  expect(
    answerTo('permessage-deflate; server_max_window_bits=8', 'permessage-deflate; server_max_window_bits=9'),
  ).toBe('permessage-deflate; server_max_window_bits=9');
});
