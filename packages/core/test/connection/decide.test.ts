import { expect, test } from 'vitest';
import { accept, refuse } from '../../src/connection/decide.ts';
import { receive, type Connection } from '../../src/connection/index.ts';
import { accept as key } from '../handshake/heads.ts';
import { frameTo, open } from '../splits.ts';
import { deciding, nothing, server } from './openings.ts';

const head = (octets: unknown): string => Buffer.from(octets as Uint8Array).toString('latin1');
const name = (result: ReturnType<typeof accept>): string => (result.ok ? 'done' : result.problem.name);

test('accept answers with 101 and opens (RFC 6455 §4.2.2)', () => {
  const step = accept(deciding(), { type: 'accept', fields: [['X-More', 'yes']] }, 5);
  if (!step.ok) throw new Error(step.problem.sentence);
  const [item] = step.value.outbound;
  const text = item?.type === 'octets' ? head(item.octets) : '';
  expect(text).toMatch(/^HTTP\/1\.1 101 /u);
  expect(text).toContain(key);
  expect(text).toContain('X-More: yes');
  expect(step.value.events).toMatchObject([
    { type: 'established', agreement: { subprotocol: '', extensions: [] } },
  ]);
  expect(step.value.connection).toMatchObject({ phase: { type: 'open' }, heardAt: 5 });
});

test('frames that came before the answer come next', () => {
  const early = receive(deciding(), frameTo('server', 0x81, 'hasty'), 0).connection;
  const step = accept(early, { type: 'accept' }, 0);
  if (!step.ok) throw new Error(step.problem.sentence);
  expect([step.value.events.length, step.value.more]).toEqual([1, true]);
  expect(receive(step.value.connection, nothing, 0).events).toEqual([{ type: 'text', text: 'hasty' }]);
});

test('refuse answers with the status of one’s choice and ends', () => {
  const command = {
    type: 'refuse',
    status: 418,
    fields: [['X-Why', 'tea']],
    body: Uint8Array.of(0x68, 0x69),
  } as const;
  const step = refuse(deciding(), command, 5);
  if (!step.ok) throw new Error(step.problem.sentence);
  const [item] = step.value.outbound;
  expect(item?.type === 'octets' && head(item.octets)).toMatch(
    /^HTTP\/1\.1 418 [^]*X-Why: tea[^]*\r\n\r\nhi$/u,
  );
  expect(step.value).toMatchObject({ events: [], transport: 'end-writing', deadline: 5_005 });
  expect(step.value.connection.phase).toMatchObject({
    type: 'closing',
    cause: 'handshake-refused',
    failure: null,
  });
});

test('what the answer may not be is refused, and the request still waits', () => {
  const connection = deciding();
  expect(name(accept(connection, { type: 'accept', subprotocol: 'never-offered' }, 0))).toBe(
    'subprotocol-not-offered',
  );
  expect(name(accept(connection, { type: 'accept', fields: [['X', 'a\r\nb']] }, 0))).toBe(
    'field-value-not-valid',
  );
  expect(name(refuse(connection, { type: 'refuse', status: 101 }, 0))).toBe('http-status-not-valid');
  expect(name(accept(connection, { type: 'accept' }, 0))).toBe('done');
});

test('without a request that waits there is nothing to decide', () => {
  const cases: readonly (readonly [Connection, string])[] = [
    [server(), 'nothing-to-decide'],
    [open('server'), 'not-connecting'],
  ];
  for (const [connection, expected] of cases) {
    expect(name(accept(connection, { type: 'accept' }, 0))).toBe(expected);
    expect(name(refuse(connection, { type: 'refuse', status: 403 }, 0))).toBe(expected);
  }
});
