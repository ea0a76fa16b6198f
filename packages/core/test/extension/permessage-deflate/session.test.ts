import { expect, test } from 'vitest';
import { streamCache } from '../../../src/extension/permessage-deflate/cache.ts';
import { initialContext } from '../../../src/extension/permessage-deflate/context.ts';
import type { Context } from '../../../src/extension/permessage-deflate/context.ts';
import type { DeflateEngine } from '../../../src/extension/permessage-deflate/engine.ts';
import { choicesOf } from '../../../src/extension/permessage-deflate/options.ts';
import { sessionOf } from '../../../src/extension/permessage-deflate/session.ts';
import { engines, hello, octetsOf, part } from '../../deflating.ts';

const [[, engine]] = engines as [readonly [string, DeflateEngine]];

test('a session has the token, the answer and RSV1', () => {
  const { name, parameters, reservedBits } = sessionOf(choicesOf({ engine }), 'client', {
    clientMaxWindowBits: 9,
  });
  expect({ name, parameters, reservedBits }).toEqual({
    name: 'permessage-deflate',
    parameters: [['client_max_window_bits', '9']],
    reservedBits: 4,
  });
});

test('out and in again, by snapshots', () => {
  const choices = choicesOf({ engine, threshold: 0 });
  const server = sessionOf(choices, 'server', {});
  const client = sessionOf(choices, 'client', {});
  const out = server.outbound(server.initial, part(octetsOf('Hello')));
  const wire = out.ok ? (out.payload[0] as Uint8Array) : hello;
  const back = client.inbound(client.initial, part(wire, { reserved: 4 }), 100);
  expect(back).toMatchObject({ ok: true, payload: [octetsOf('Hello')] });
  const state = out.ok ? server.resume(server.snapshot(out.state)) : null;
  expect(server.snapshot(state)).toEqual(out.ok && server.snapshot(out.state));
});

test('a window of 8 bits was agreed on: everything goes uncompressed', () => {
  const client = sessionOf(choicesOf({ engine, threshold: 0 }), 'client', { clientMaxWindowBits: 8 });
  expect(client.outbound(client.initial, part(octetsOf('Hello')))).toMatchObject({
    reserved: 0,
    payload: [octetsOf('Hello')],
  });
});

test('compression is switched off and on; what stands beside the state comes along', () => {
  const cache = streamCache(10);
  const session = sessionOf(choicesOf({ engine, cache, threshold: 0 }), 'server', {});
  const out = session.outbound(session.initial, part(octetsOf('Hello')));
  const state = (out.ok ? out.state : null) as Context;
  const off = session.configure?.(state, { compress: false }) as Context;
  expect([off.on, off.window]).toEqual([false, state.window]);
  expect([cache.size(), cache.take(state)]).toEqual([1, null]);
  expect(session.outbound(off, part(octetsOf('Hello')))).toMatchObject({ reserved: 0 });
  const on = session.configure?.(off, { compress: true });
  expect(session.outbound(on, part(octetsOf('Hello')))).toMatchObject({ reserved: 4 });
  for (const setting of [{ compress: true }, { compress: 1 }, {}, null, undefined, 'off']) {
    expect(session.configure?.(initialContext, setting)).toBe(initialContext);
  }
});

test('a state that is let go lets go of its stream', () => {
  const cache = streamCache(10);
  const session = sessionOf(choicesOf({ engine, cache, threshold: 0 }), 'server', {});
  const out = session.outbound(session.initial, part(octetsOf('Hello')));
  expect(cache.size()).toBe(1);
  session.retire?.(out.ok ? out.state : null);
  session.retire?.(session.initial);
  expect(cache.size()).toBe(0);
});
