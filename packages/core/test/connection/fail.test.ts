import { expect, test } from 'vitest';
import { fail } from '../../src/connection/fail.ts';
import { violationAt, violations, type ViolationName } from '../../src/vocabulary/violation.ts';
import { closesIn, expectDeaf, expectNothingKept, framesIn, open, roles } from '../splits.ts';
import { done } from './openings.ts';

test.each(Object.keys(violations) as ViolationName[])(
  '%s: its code and its rule fit in the Close',
  (name) => {
    const violation = violationAt(name, 7);
    const step = fail(open('server'), violation, [], [], 0);
    const [body = new Uint8Array(0)] = framesIn(step.outbound, 0x8);
    expect(body.length).toBeLessThanOrEqual(125);
    expect(closesIn(step.outbound)).toEqual([violation.statusCode]);
    expect(new TextDecoder().decode(body.subarray(2))).toBe(`${violation.sentence} (${violation.section})`);
  },
);

test.each(roles)('a %s fails once: one event, one Close, then it is poisoned', (role) => {
  const violation = violationAt('reserved-bit-set', 3);
  const before = { type: 'text', text: 'before' } as const;
  const step = fail(open(role), violation, [before], [], 40);
  expect(step).toMatchObject({
    events: [before, { type: 'failed', violation }],
    transport: 'end-writing',
    deadline: 5_040,
    more: false,
  });
  expect(step.outbound).toMatchObject([{ type: 'frame', opcode: 8, masked: role === 'client' }]);
  expect(step.connection.phase).toMatchObject({
    type: 'closing',
    listening: false,
    received: null,
    first: 'local',
    violation,
    cause: 'violation',
    sent: { statusCode: 1002 },
  });
  expectNothingKept(step.connection);
  expectDeaf(step.connection);
});

test.each(roles)('a %s whose Close has gone out sends no second one, and remembers the first', (role) => {
  const closing = done(open(role), { type: 'close', statusCode: 1001, reason: 'bye' }).connection;
  const step = fail(closing, violationAt('opcode-reserved', 0), [], [], 0);
  expect([step.outbound, step.transport]).toEqual([[], 'end-writing']);
  expect(step.connection.phase).toMatchObject({
    sent: { statusCode: 1001, reason: 'bye' },
    cause: 'violation',
  });
});
