import { expect, test } from 'vitest';
import { announcedBody, connectionHoldsUpgrade } from '../../src/handshake/agreement.ts';

test('HS12, HC8 Connection is a list of tokens, in any case, over several lines', () => {
  const holding = [
    ['Upgrade'],
    ['UPGRADE'],
    ['keep-alive, Upgrade'],
    ['keep-alive', ' upgrade'],
    ['upgrade, x-key'],
  ];
  for (const values of holding) {
    expect(connectionHoldsUpgrade(values.map((value) => ['connection', value] as const))).toBe(true);
  }
  for (const values of [
    [],
    [''],
    ['close'],
    ['keep-alive'],
    ['upgrade;x'],
    ['upgrades'],
    ['"upgrade"'],
    ['upgrade', 'a b'],
  ]) {
    expect(connectionHoldsUpgrade(values.map((value) => ['Connection', value] as const))).toBe(false);
  }
});

test('HS36, HC20 a body is announced by any Transfer-Encoding and by any Content-Length but a single 0', () => {
  expect(announcedBody([])).toBeNull();
  expect(announcedBody([['content-length', '0']])).toBeNull();
  for (const lengths of [['5'], ['0', '0'], ['0', '5'], [''], ['00'], ['+0'], ['0, 0'], ['abc']]) {
    expect(announcedBody(lengths.map((value) => ['Content-Length', value] as const))).toBe(
      `Content-Length: ${lengths.join(', ')}`,
    );
  }
  expect(
    announcedBody([
      ['Content-Length', '0'],
      ['Transfer-Encoding', 'chunked'],
    ]),
  ).toBe('Transfer-Encoding: chunked');
  expect(announcedBody([['transfer-encoding', '']])).toBe('Transfer-Encoding: ');
});
