import { expect, test } from 'vitest';
import { coreConnections } from '../src/dressed.ts';
import { ask, openPair, pass, settle } from '../src/pair.ts';

test('what one end is asked to send the other end hears', () => {
  const fresh = openPair(coreConnections, 1, {});
  const asked = ask(coreConnections, fresh, 'client', { type: 'text', text: 'Hello' });
  if (asked === null) throw new Error('refused');
  const settled = settle(coreConnections, pass(coreConnections, asked));
  expect(settled.server.heard).toEqual([{ type: 'text', text: 'Hello' }]);
  expect(settled.now).toBeGreaterThan(0);
  expect(fresh.server.heard).toEqual([]);
});

test('a ping comes back as a pong', () => {
  const asked = ask(coreConnections, openPair(coreConnections, 1, {}), 'server', { type: 'ping' });
  if (asked === null) throw new Error('refused');
  expect(settle(coreConnections, asked).server.heard[0]?.type).toBe('pong');
});

test('a refused command changes nothing', () => {
  const refused = ask(coreConnections, openPair(coreConnections, 1, {}), 'client', {
    type: 'close',
    statusCode: 1,
  });
  expect(refused).toBeNull();
});

test('the first fault of an end is kept', () => {
  const narrow = openPair(coreConnections, 1, { limits: { messagePayload: 1 } });
  const asked = ask(coreConnections, narrow, 'client', { type: 'text', text: 'Hello' });
  if (asked === null) throw new Error('refused');
  expect(settle(coreConnections, asked).server.fault).toEqual({ name: 'frame-too-big', offset: 1 });
});
