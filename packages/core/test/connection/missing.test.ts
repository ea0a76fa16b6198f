import { expect, test } from 'vitest';
import { octetsMissing, receive, snapshot } from '../../src/connection/index.ts';
import { frameTo, joined, open, roles } from '../splits.ts';
import { done, everyPhase } from './openings.ts';

const payload = Uint8Array.from({ length: 300 }, (_, index) => index);
const message = frameTo('server', 0x82, payload);

test.each(roles)(
  'what is missing from a message to a %s that begins with the chunk, wherever it is cut',
  (role) => {
    const connection = open(role);
    for (const first of [0x81, 0x82]) {
      const whole = frameTo(role, first, payload);
      for (let cut = whole.length - payload.length; cut <= whole.length; cut++) {
        expect(octetsMissing(connection, whole.subarray(0, cut))).toBe(whole.length - cut);
      }
      expect(octetsMissing(connection, joined(whole, whole.subarray(0, 20)))).toBe(0);
    }
  },
);

test('where nothing would be saved, nothing is missing', () => {
  const cut = message.subarray(0, 100);
  // A header that is not complete, is none, or is that of a part or a control frame.
  expect(octetsMissing(open('server'), message.subarray(0, 7))).toBe(0);
  expect(octetsMissing(open('server'), Uint8Array.of(0x83, 0x85))).toBe(0);
  expect(octetsMissing(open('server'), frameTo('server', 0x02, payload).subarray(0, 100))).toBe(0);
  expect(octetsMissing(open('server'), frameTo('server', 0x89, 'ping').subarray(0, 8))).toBe(0);
  // Parts and extensions take what there is.
  expect(octetsMissing(open('server', { delivery: 'parts' }), cut)).toBe(0);
  // What the frame would begin behind is not there yet.
  expect(octetsMissing(receive(open('server'), cut, 0).connection, cut)).toBe(0);
  const paused = done(open('server'), { type: 'pause' }).connection;
  expect(octetsMissing(paused, cut)).toBe(0);
  const held = receive(open('server', { limits: { eventsPerCall: 1 } }), joined(message, message), 0);
  expect(held.more).toBe(true);
  expect(octetsMissing(held.connection, cut)).toBe(0);
  for (const [name, connection] of everyPhase('server')) {
    expect(octetsMissing(connection, cut), name).toBe(connection.phase.type === 'open' ? 208 : 0);
  }
});

test('the memory of such a chunk may be used again, whatever follows in it', () => {
  const followers = [
    new Uint8Array(0),
    message,
    message.subarray(0, 100),
    frameTo('server', 0x81, 'text'),
    frameTo('server', 0x89, 'ping'),
    frameTo('server', 0x88, joined([3, 232], [...Buffer.from('bye')])),
    frameTo('server', 0x02, payload),
    Uint8Array.of(0x82),
    Uint8Array.of(0x83),
    Uint8Array.of(0x82, 0x01, 0x00),
  ];
  for (const eventsPerCall of [1, 4_096]) {
    for (const follower of followers) {
      const chunk = joined(message, follower);
      const server = open('server', { chunks: 'owned', limits: { eventsPerCall } });
      expect(octetsMissing(server, chunk.subarray(0, 100))).toBeGreaterThan(0);
      const step = receive(server, chunk, 0);
      const before = structuredClone([step.events, step.outbound, snapshot(step.connection)]);
      chunk.fill(0xff);
      expect([step.events, step.outbound, snapshot(step.connection)]).toEqual(before);
    }
  }
});
