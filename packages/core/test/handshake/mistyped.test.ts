import { expect, test } from 'vitest';
import type { ClientRequestOptions } from '../../src/handshake/client.ts';
import { clientRequest } from '../../src/handshake/client.ts';
import { mistypedOption } from '../../src/handshake/mistyped.ts';

const options: ClientRequestOptions = { host: 'h', resourceName: '/', nonce: new Uint8Array(16) };
const extension = { name: 'x', offers: [[['a', true]]], accept: () => null, confirm: () => null };

/** The refusal of these options, which is that of the whole request. */
function refusalWith(change: { readonly [name: string]: unknown }): unknown {
  const changed = { ...options, ...change };
  const refusal = mistypedOption(changed);
  const request = clientRequest(changed);
  expect(request.ok ? null : request.problem).toEqual(refusal);
  return refusal === null ? null : [refusal.name, refusal.detail];
}

/** The option itself, or the last element of its list: that is the wrong one in all these. */
function blamed(name: string, wrong: unknown): string {
  if (!Array.isArray(wrong)) return `${name}: ${typeof wrong}`;
  return `${name}[${wrong.length - 1}]: ${typeof wrong.at(-1)}`;
}

test('AP12 options of another kind are refusals and never errors', () => {
  for (const wrong of [null, undefined, 5, true, {}, [], Symbol('x'), () => '']) {
    expect(refusalWith({ host: wrong })).toEqual(['host-not-valid', `host: ${typeof wrong}`]);
    expect(refusalWith({ resourceName: wrong })).toEqual([
      'target-not-valid',
      `resourceName: ${typeof wrong}`,
    ]);
  }
  const holed: unknown[] = [];
  holed.length = 1;
  for (const wrong of [null, 'chat', 5, {}, [null], [undefined], [5], ['chat', {}], holed]) {
    expect(refusalWith({ subprotocols: wrong })).toEqual([
      'subprotocol-not-valid',
      blamed('subprotocols', wrong),
    ]);
  }
  for (const wrong of [
    null,
    'deflate',
    extension,
    holed,
    [null],
    ['deflate'],
    [extension, {}],
    [{ ...extension, name: null }],
    [{ ...extension, confirm: undefined }],
    ...[null, {}, [null], [[null]], [['ab']], [[['a']]], [[['a', null]]], [[['a', 5]]], [[[5, 'a']]]].map(
      (offers) => [{ ...extension, offers }],
    ),
  ]) {
    expect(refusalWith({ extensions: wrong })).toEqual(['extension-not-valid', blamed('extensions', wrong)]);
  }
});

test('options of their kind, and those left out, pass', () => {
  expect(refusalWith({})).toBeNull();
  expect(refusalWith({ subprotocols: undefined, extensions: undefined })).toBeNull();
  const offers = [[], [['a', 'b']], [['a', true]]];
  expect(refusalWith({ subprotocols: ['chat'], extensions: [{ ...extension, offers }] })).toBeNull();
});
