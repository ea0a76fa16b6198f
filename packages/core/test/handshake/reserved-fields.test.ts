import { expect, test } from 'vitest';
import { reservedFieldsRefusal } from '../../src/handshake/reserved-fields.ts';
import type { Fields } from '../../src/http/fields.ts';

test('AP13, HS49 the fields of the handshake, of routing and of framing are not for a caller to set', () => {
  for (const name of [
    'Host',
    'upgrade',
    'CONNECTION',
    'Content-Length',
    'Transfer-Encoding',
    'TE',
    'Trailer',
    'Sec-WebSocket-Key',
    'sec-websocket-accept',
    'Sec-WebSocket-Version',
    'Sec-WebSocket-Protocol',
    'Sec-WebSocket-Extensions',
    'Sec-WebSocket-',
    'SEC-WEBSOCKET-ANYTHING',
  ]) {
    expect(
      reservedFieldsRefusal(
        [
          ['X-Ok', '1'],
          [name, '1'],
        ],
        [],
      ),
    ).toMatchObject({
      name: 'field-reserved',
      detail: name,
    });
  }
});

test('all other fields are free, unless another option has set them', () => {
  const fields = [
    ['Authorization', 'a'],
    ['Cookie', 'b'],
    ['Sec-WebSocke', 'c'],
    ['__proto__', 'd'],
  ] as const;
  expect(reservedFieldsRefusal(fields, ['Origin'])).toBeNull();
  expect(reservedFieldsRefusal(fields, ['authorization'])).toMatchObject({ detail: 'Authorization' });
  expect(reservedFieldsRefusal([], ['Origin'])).toBeNull();
});

test('AP12 what no head can carry is refused first, whatever it is', () => {
  for (const wrong of [5, null, { a: 'b' }, [null], [[5, 'a']], [['a b', 'c']]]) {
    expect(reservedFieldsRefusal(wrong as unknown as Fields, [])?.name).toBe('field-name-not-valid');
  }
  for (const wrong of [[['A', 1]], [['Upgrade', 'a\r\nb']]]) {
    expect(reservedFieldsRefusal(wrong as unknown as Fields, [])?.name).toBe('field-value-not-valid');
  }
});
