import { expect, test } from 'vitest';
import {
  duration,
  heldShape,
  keepaliveShape,
  limitsShape,
  originsShape,
  phaseShape,
  pingsShape,
  positionShape,
  sessionsShape,
} from '../../src/connection/snapshot-shapes.ts';
import type { Json, Shape } from '../../src/connection/shape.ts';
import { receive, receiveEnd, type Connection } from '../../src/connection/index.ts';
import { defaultLimits } from '../../src/vocabulary/limits.ts';
import { latin1 } from '../http/cuts.ts';
import { expectDeaf, frameTo, number, open, roles } from '../splits.ts';
import { client, done, everyPhase } from './openings.ts';

type Changes = { readonly [name: string]: unknown };

/** The value after it has been to JSON text and back. */
const there = <Value>(shape: Shape<Value>, value: Value): Value | undefined =>
  shape.read(JSON.parse(JSON.stringify(shape.write(value))) as Json);

/** Whether the shape takes what is written of `value`, with these keys changed. */
function takes<Value>(shape: Shape<Value>, value: Value, changes: Changes, inside?: string): boolean {
  const json = shape.write(value) as { [name: string]: Json };
  const changed =
    inside === undefined
      ? { ...json, ...changes }
      : { ...json, [inside]: { ...(json[inside] as object), ...changes } };
  return shape.read(changed as Json) !== undefined;
}

/** Where receiving stands after these octets. */
const after = (...octets: readonly number[]): Connection['inbound']['position'] =>
  receive(open('client'), Uint8Array.from(octets), 0).connection.inbound.position;

test.each(roles)('every phase of a %s is read back as it was', (role) => {
  for (const [name, { phase }] of everyPhase(role)) {
    const back = there(phaseShape, phase);
    expect([name, phaseShape.write(back ?? phase)]).toEqual([name, phaseShape.write(phase)]);
    expect([name, back?.type]).toEqual([name, phase.type]);
  }
  expect([
    phaseShape.read(['open', { type: 'closed' }]),
    phaseShape.read(['song', {}]),
    phaseShape.read(null),
  ]).toEqual([undefined, undefined, undefined]);
});

test('a body that is longer than it can be is no phase', () => {
  const phase = everyPhase('client').get('body')?.phase ?? client().connection.phase;
  const [kind, json] = phaseShape.write(phase) as [string, { [name: string]: Json }];
  expect(phaseShape.read([kind, json])).toBeDefined();
  expect(phaseShape.read([kind, { ...json, length: 2 }])).toBeUndefined();
  expect(phaseShape.read([kind, { ...json, body: 7 }])).toBeUndefined();
});

test('a chunked body goes on where it stood', () => {
  const head = 'HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n';
  const begun = receive(client().connection, latin1(`${head}3;a\r\nso`), 0).connection;
  const [kind, json] = phaseShape.write(begun.phase) as [string, { [name: string]: Json }];
  const read = phaseShape.read(JSON.parse(JSON.stringify([kind, json])) as Json);
  expect(read).toMatchObject({ chunked: { place: 'data', size: 1, lineOctets: 0 }, body: { length: 2 } });
  for (const wrong of [undefined, 1, {}, { place: 'song', size: 1, lineOctets: 0 }]) {
    expect(phaseShape.read([kind, { ...json, chunked: wrong as Json }])).toBeUndefined();
  }
});

test('a head that ends, or breaks its rules, is no head that is coming in', () => {
  const [kind, json] = phaseShape.write(client().connection.phase) as [string, { [name: string]: Json }];
  for (const reader of [null, {}, { kind: 'request', octets: 'AA==' }, { kind: 'response', octets: '*' }]) {
    expect(phaseShape.read([kind, { ...json, reader }])).toBeUndefined();
  }
});

test('positions are read back: in a header, a payload, a control frame, a message', () => {
  const positions = [
    after(0x81),
    after(0x82, 5, 1, 2),
    after(0x89, 5, 1),
    after(0x01, 1, 0xe2),
    after(0x01, 1, 0xe2, 0x89, 2, 7),
    after(0x02, 1, 7, 0x80),
    after(0x82, 126),
    open('client').inbound.position,
  ];
  for (const position of positions)
    expect(positionShape.write(there(positionShape, position) ?? position)).toEqual(
      positionShape.write(position),
    );
});

test('places where receiving cannot stand are refused', () => {
  const between = open('client').inbound.position;
  const payload = after(0x82, 5, 1, 2);
  const ping = after(0x89, 5, 1);
  const text = after(0x01, 1, 0xe2);
  const refused: readonly (readonly [typeof between, Changes, string?])[] = [
    [between, { head: Buffer.alloc(14).toString('base64') }],
    [between, { received: 1 }],
    [between, { control: 'AQ==' }],
    [between, { received: -1 }],
    [payload, { head: 'AQ==' }],
    [payload, { received: 5 }],
    [payload, { message: null }],
    [payload, { control: 'AQ==' }],
    [payload, { payloadLength: 2 }, 'header'],
    [payload, { payloadLength: 1.5 }, 'header'],
    [payload, { reserved: 8 }, 'header'],
    [payload, { opcode: 3 }, 'header'],
    [payload, { maskingKey: -1 }, 'header'],
    [ping, { payloadLength: 126 }, 'header'],
    [ping, { control: '' }],
    [text, { utf8: 0 }, 'message'],
    [text, { utf8: 99 }, 'message'],
    [text, { gathered: '/w==' }, 'message'],
    [text, { gathered: 'gICA' }, 'message'],
    [text, { opcode: 2 }, 'message'],
    [text, { fragments: -1 }, 'message'],
  ];
  for (const [position, changes, inside] of refused) {
    expect([changes, takes(positionShape, position, changes, inside)]).toEqual([changes, false]);
  }
  expect(takes(positionShape, payload, {})).toBe(true);
});

test('what is held, Pongs, keepalive and limits', () => {
  const { held } = receive(
    open('client', { limits: { eventsPerCall: 1 } }),
    Uint8Array.of(0x81, 0, 0x81, 0),
    0,
  ).connection;
  expect(heldShape.write(there(heldShape, held) ?? held)).toEqual(heldShape.write(held));
  expect([
    takes(heldShape, held, { from: 2 }),
    takes(heldShape, held, { from: 3 }),
    takes(heldShape, held, { ended: 'maybe' }),
  ]).toEqual([true, false, false]);
  const { pings } = done(open('client'), { type: 'ping', applicationData: Uint8Array.of(1) }, 5).connection;
  expect(there(pingsShape, pings)).toEqual(pings);
  expect([there(keepaliveShape, null), there(keepaliveShape, { interval: 1, timeout: Infinity })]).toEqual([
    null,
    { interval: 1, timeout: Infinity },
  ]);
  expect([keepaliveShape.read({ interval: -1, timeout: 1 }), duration.read(-1), duration.read(0)]).toEqual([
    undefined,
    undefined,
    0,
  ]);
  const limits = { ...defaultLimits('server'), fragments: Infinity };
  expect(there(limitsShape, limits)).toEqual(limits);
  for (const changes of [
    { eventsPerCall: 0 },
    { fragments: -1 },
    { headOctets: 1.5 },
    { fieldLines: null },
  ]) {
    expect(takes(limitsShape, limits, changes)).toBe(false);
  }
});

test('origins are a policy that a server could have begun with', () => {
  for (const policy of ['any', 'same', [], ['https://example.com', 'null']] as const)
    expect(there(originsShape, policy)).toEqual(policy);
  for (const bad of ['http', 'none', ['example.com'], [5], null, {}])
    expect(originsShape.read(bad)).toBeUndefined();
});

test('sessions: what was agreed, and both states in whatever form they have', () => {
  const sessions = [
    {
      name: 'x',
      parameters: [
        ['a', true],
        ['b', 'c'],
      ] as const,
      inbound: { any: [1] },
      outbound: null,
    },
  ];
  expect(there(sessionsShape, sessions)).toEqual(sessions);
  for (const parameters of [[['a', false]], [['a', 5]], [['a']]]) {
    expect(sessionsShape.read([{ name: 'x', parameters, inbound: null, outbound: null }])).toBeUndefined();
  }
});

test('a closed phase keeps its whole record', () => {
  const failed = receive(open('server'), Uint8Array.of(0xff), 0).connection;
  const { phase } = receiveEnd(failed, 0).connection;
  expect(there(phaseShape, phase)).toEqual(phase);
  const both = receive(open('server'), frameTo('server', 0x88, number(1000, 2)), 0).connection.phase;
  expect(there(phaseShape, both)).toEqual(both);
  expectDeaf(receiveEnd(failed, 0).connection);
});
