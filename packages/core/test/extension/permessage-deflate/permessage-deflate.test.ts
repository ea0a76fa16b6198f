import { expect, test } from 'vitest';
import { permessageDeflate } from '../../../src/extension/permessage-deflate/permessage-deflate.ts';
import type { DeflateEngine } from '../../../src/extension/permessage-deflate/engine.ts';
import { engines } from '../../deflating.ts';

const [[, engine]] = engines as [readonly [string, DeflateEngine]];

test('a client offers what it is told to, in that order', () => {
  expect(permessageDeflate({ engine }).offers).toEqual([[['client_max_window_bits', true]]]);
  const offers = [{ serverNoContextTakeover: true, serverMaxWindowBits: 9 }, {}] as const;
  expect(permessageDeflate({ engine, offers }).offers).toEqual([
    [
      ['server_no_context_takeover', true],
      ['server_max_window_bits', '9'],
    ],
    [],
  ]);
});

test('a server answers an offer, or declines it', () => {
  const { accept } = permessageDeflate({ engine, prefer: { serverNoContextTakeover: true } });
  expect(accept([['client_max_window_bits', true]])?.parameters).toEqual([
    ['server_no_context_takeover', true],
  ]);
  expect(accept([['server_max_window_bits', '8']])).toBeNull();
  expect(accept([['max_inflate_ratio', '5']])).toBeNull();
});

test('a client takes an answer to one of its offers, and no other', () => {
  const offers = [{ serverMaxWindowBits: 9 }, { clientMaxWindowBits: true }] as const;
  const { confirm } = permessageDeflate({ engine, offers });
  expect(confirm([['server_max_window_bits', '9']])?.parameters).toEqual([['server_max_window_bits', '9']]);
  expect(confirm([['client_max_window_bits', '12']])?.name).toBe('permessage-deflate');
  expect(confirm([['client_max_window_bits', true]])).toBeNull();
  const strict = permessageDeflate({ engine, offers: [{ serverNoContextTakeover: true }] });
  expect(strict.confirm([])).toBeNull();
});

test('connections that agreed on the same share a session, others do not', () => {
  const { accept, revive } = permessageDeflate({ engine });
  const session = accept([['client_max_window_bits', '12']]);
  expect(accept([['client_max_window_bits', '12']])).toBe(session);
  expect(revive?.('server', [['client_max_window_bits', '12']])).toBe(session);
  expect(revive?.('client', [['client_max_window_bits', '12']])).not.toBe(session);
  expect(accept([['client_max_window_bits', '11']])).not.toBe(session);
  expect(permessageDeflate({ engine }).accept([['client_max_window_bits', '12']])).not.toBe(session);
});

test('a snapshot is taken up by what was agreed, in either role', () => {
  const { revive } = permessageDeflate({ engine, offers: [{}] });
  const agreed = [['client_max_window_bits', '10']] as const;
  expect(revive?.('server', agreed)?.parameters).toEqual(agreed);
  expect(revive?.('client', agreed)?.parameters).toEqual(agreed);
  expect(revive?.('client', [['client_max_window_bits', true]])).toBeNull();
});
