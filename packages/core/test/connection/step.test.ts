import { expect, test } from 'vitest';
import { gather, gatherNothing } from '../../src/bytes/gathered.ts';
import type { Connection, Held } from '../../src/connection/connection.ts';
import { noEvents, noOutbound, stepTo } from '../../src/connection/step.ts';
import { open } from '../splits.ts';
import { deciding, nothing } from './openings.ts';

const more = (connection: Connection): boolean => stepTo(connection, noEvents, noOutbound, 'keep-open').more;
const one = gather(gatherNothing(1), Uint8Array.of(1), 0, 1);
const none = gatherNothing(0);

test('a step carries what it is given, and the deadline', () => {
  const connection = open('server', { keepalive: { interval: 7, timeout: 1 } });
  const event = { type: 'ping', applicationData: nothing } as const;
  const octets = { type: 'octets', octets: nothing } as const;
  expect(stepTo(connection, [event], [octets], 'end-writing')).toEqual({
    connection,
    events: [event],
    outbound: [octets],
    transport: 'end-writing',
    deadline: 7,
    more: false,
  });
});

test('there is more when something waits and nobody asked for a pause', () => {
  const connection = open('server');
  const holding = (held: Partial<Held>): Connection => ({
    ...connection,
    held: { ...connection.held, ...held },
  });
  expect(more(connection)).toBe(false);
  expect(more(holding({ octets: one }))).toBe(true);
  expect(more(holding({ octets: one, from: 1 }))).toBe(false);
  expect(more(holding({ octets: one, paused: true }))).toBe(false);
  expect(more(holding({ octets: none, ended: 'ended' }))).toBe(true);
  expect(more(holding({ octets: none }))).toBe(false);
  expect(more({ ...deciding(), held: { ...connection.held, octets: one } })).toBe(false);
});
