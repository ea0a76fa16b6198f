/** What our own user can get wrong: a refusal as a value, nothing sent, the connection as it was. */
import { expect, test } from 'vitest';
import { plainPrimitives, type Primitives } from '../../src/bytes/primitives.ts';
import {
  establish,
  openClient,
  openServer,
  receive,
  receiveEnd,
  send,
  type Command,
  type Connection,
  type Step,
} from '../../src/connection/index.ts';
import { decodeFrames, encode, frameDecoder } from '../../src/frame/index.ts';
import { encodeMessage, messageCodec, prepareMessage, type Sendable } from '../../src/message/index.ts';
import { expectDeaf, frameTo, framesIn, joined, key, number, open, play, roles, wireOf } from '../splits.ts';

const text: Command = { type: 'text', text: 'x' };
/** Commands that carry a message, or a part of one, or a control frame. */
const sending: readonly Command[] = [
  text,
  { type: 'binary', data: Uint8Array.of(1) },
  { type: 'text-part', text: 'x', final: true },
  { type: 'binary-part', data: Uint8Array.of(1), final: true },
  { type: 'ping' },
  { type: 'pong' },
  { type: 'close' },
];

/** Why the command is refused; `sent` if it is not. */
function refusalTo(connection: Connection, command: unknown): string {
  const step = send(connection, command as Command, 0);
  return step.ok ? 'sent' : step.problem.name;
}

function done(connection: Connection, command: Command): Step {
  const step = send(connection, command, 0);
  if (!step.ok) throw new Error(step.problem.sentence);
  return step.value;
}

function connecting(): Connection {
  return openServer({ origins: 'any' }, 0).connection;
}

for (const role of roles) {
  const peer = role === 'client' ? 'server' : 'client';

  test(`AP2 sending after close, and after the end, as a ${role}: refused`, () => {
    const closing = done(open(role), { type: 'close', statusCode: 1000 }).connection;
    const closed = receiveEnd(open(role), 0).connection;
    for (const command of sending) {
      expect([refusalTo(closing, command), refusalTo(closed, command)]).toEqual([
        'already-closing',
        'not-open',
      ]);
    }
    expect([refusalTo(closed, { type: 'abort' }), refusalTo(closing, { type: 'abort' })]).toEqual([
      'not-open',
      'sent',
    ]);
  });

  test(`AP3 text with a lone surrogate, as a ${role}: refused, whole, in parts, prepared and as a reason`, () => {
    for (const bad of ['\ud83d', 'a\udc00b', '\ud83d\ud83d\ude00']) {
      expect(refusalTo(open(role), { type: 'text', text: bad })).toBe('text-not-well-formed');
      expect(refusalTo(open(role), { type: 'text', text: bad, fragmentOctets: 1 })).toBe(
        'text-not-well-formed',
      );
      expect(refusalTo(open(role), { type: 'text-part', text: bad, final: false })).toBe(
        'text-not-well-formed',
      );
      const reason = { type: 'close', statusCode: 1000, reason: bad };
      expect(refusalTo(open(role), reason)).toBe('text-not-well-formed');
      const prepared = prepareMessage(bad);
      expect(prepared.ok ? 'sent' : prepared.problem.name).toBe('text-not-well-formed');
    }
    expect(wireOf(done(open(role), { type: 'text', text: '😀' }).outbound)).toEqual(
      frameTo(peer, 0x81, '😀'),
    );
  });

  test(`AP4 text as octets, and as what is no text, as a ${role}: refused`, () => {
    for (const bad of [
      Uint8Array.of(0xff),
      Uint8Array.of(0x61),
      7,
      null,
      undefined,
      {},
      ['a'],
      Symbol('a'),
    ]) {
      expect(refusalTo(open(role), { type: 'text', text: bad })).toBe('not-text');
      expect(refusalTo(open(role), { type: 'text-part', text: bad, final: true })).toBe('not-text');
    }
    expect(refusalTo(open(role), { type: 'close', statusCode: 1000, reason: 7 })).toBe('not-text');
  });

  test(`AP5 status codes that may not be sent, as a ${role}: refused`, () => {
    const bad = [
      1005,
      1006,
      1015,
      999,
      1004,
      1016,
      2999,
      5000,
      65_536,
      0,
      -1000,
      1000.5,
      Number.NaN,
      Infinity,
    ];
    for (const statusCode of [...bad, '1000', null, {}, true, 1000n]) {
      expect(refusalTo(open(role), { type: 'close', statusCode })).toBe('status-code-not-allowed');
    }
  });

  test(`AP6 the core lets a ${role} send 1001 to 1014, as far as they may travel`, () => {
    for (const statusCode of [1000, 1001, 1002, 1003, 1007, 1011, 1012, 1013, 1014, 3000, 4999]) {
      const step = done(open(role), { type: 'close', statusCode });
      expect(wireOf(step.outbound)).toEqual(frameTo(peer, 0x88, number(statusCode, 2)));
    }
  });

  test(`AP7 reasons that are too long or have no code, as a ${role}: refused`, () => {
    const close = (reason: string, statusCode?: number): unknown => ({ type: 'close', statusCode, reason });
    expect(refusalTo(open(role), close('x'.repeat(124), 1000))).toBe('close-reason-too-long');
    // 121 octets and two of three: the whole characters make 124.
    expect(refusalTo(open(role), close(`${'x'.repeat(121)}€`, 1000))).toBe('close-reason-too-long');
    expect(refusalTo(open(role), close('because'))).toBe('close-reason-without-code');
    expect(refusalTo(open(role), close('x'.repeat(123), 1000))).toBe('sent');
    expect(refusalTo(open(role), close(''))).toBe('sent');
  });

  test(`AP8 a Ping or Pong of 126 octets, as a ${role}: refused`, () => {
    for (const type of ['ping', 'pong'] as const) {
      const most = new Uint8Array(125);
      expect(refusalTo(open(role), { type, applicationData: most })).toBe('sent');
      expect(refusalTo(open(role), { type, applicationData: new Uint8Array(126) })).toBe(
        'control-payload-too-long',
      );
    }
  });

  test(`AP9, AP10 what is no Uint8Array, as a ${role}: refused wherever octets are wanted`, () => {
    const bad: readonly unknown[] = [
      50,
      {},
      null,
      'text',
      [1, 2],
      new Float32Array(20),
      new Uint16Array(1),
      new DataView(new ArrayBuffer(1)),
      new ArrayBuffer(4),
      new Proxy(Uint8Array.of(1), {}),
      Object.create(Uint8Array.prototype),
      new Blob(['x']),
    ];
    for (const octets of bad) {
      expect(refusalTo(open(role), { type: 'ping', applicationData: octets })).toBe('not-octets');
      expect(refusalTo(open(role), { type: 'pong', applicationData: octets })).toBe('not-octets');
      expect(refusalTo(open(role), { type: 'binary', data: octets })).toBe('not-octets');
      expect(refusalTo(open(role), { type: 'binary', data: octets, fragmentOctets: 2 })).toBe('not-octets');
      expect(refusalTo(open(role), { type: 'binary-part', data: octets, final: true })).toBe('not-octets');
      expect(refusalTo(open(role), { type: 'prepared', message: octets })).toBe('not-octets');
      if (typeof octets !== 'string') expect(prepareMessage(octets as Uint8Array).ok).toBe(false);
    }
    expect(refusalTo(open(role), { type: 'binary' })).toBe('not-octets');
    expect(refusalTo(open(role), { type: 'prepared' })).toBe('not-octets');
  });

  test(`AP10 views, shared and resizable memory, as a ${role}: exactly their octets`, () => {
    const expected = (octets: readonly number[]): Uint8Array => frameTo(peer, 0x82, octets);
    const wire = (data: Uint8Array): Uint8Array =>
      wireOf(done(open(role), { type: 'binary', data }).outbound);
    const all = Uint8Array.of(9, 1, 2, 3, 9);
    expect(wire(all.subarray(1, 4))).toEqual(expected([1, 2, 3]));
    expect(wire(Buffer.from(all).subarray(1, 4))).toEqual(expected([1, 2, 3]));
    const shared = new Uint8Array(new SharedArrayBuffer(5), 1, 3);
    shared.set([1, 2, 3]);
    expect(wire(shared)).toEqual(expected([1, 2, 3]));
    const growing = resizable(3, 8);
    const tracking = new Uint8Array(growing);
    tracking.set([1, 2, 3]);
    expect(wire(tracking)).toEqual(expected([1, 2, 3]));
    growing.resize(4);
    expect(wire(tracking)).toEqual(expected([1, 2, 3, 0]));
  });

  test(`AP10 octets whose memory is gone, as a ${role}: refused, not sent as if there were none`, () => {
    const transferred = Uint8Array.of(1, 2, 3);
    structuredClone(transferred.buffer, { transfer: [transferred.buffer] });
    const shrinking = resizable(8, 8);
    const outside = new Uint8Array(shrinking, 4, 4);
    shrinking.resize(2);
    for (const gone of [transferred, outside]) {
      expect(gone).toHaveLength(0);
      expect(refusalTo(open(role), { type: 'binary', data: gone })).toBe('not-octets');
      expect(refusalTo(open(role), { type: 'ping', applicationData: gone })).toBe('not-octets');
      expect(prepareMessage(gone).ok).toBe(false);
      expect(() => receive(open(role), gone, 0)).toThrow(TypeError);
    }
    expect(wireOf(done(open(role), { type: 'binary', data: new Uint8Array(0) }).outbound)).toEqual(
      frameTo(peer, 0x82),
    );
  });

  test(`AP10 received chunks in shared and resizable memory, to a ${role}: the same messages`, () => {
    const octets = joined(
      frameTo(role, 0x81, 'héllo, this is text'),
      frameTo(role, 0x82, new Uint8Array(300).fill(5)),
    );
    const expected = play(open(role), [octets]).events;
    const shared = new Uint8Array(new SharedArrayBuffer(octets.length + 3), 3);
    shared.set(octets);
    const tracking = new Uint8Array(resizable(octets.length, octets.length + 9));
    tracking.set(octets);
    for (const chunk of [shared, tracking, Buffer.from(octets)]) {
      for (const chunks of ['borrowed', 'owned'] as const) {
        const { events } = play(open(role, { chunks }), [chunk]);
        expect(events.map((event) => (event.type === 'binary' ? [...event.data] : event))).toEqual(
          expected.map((event) => (event.type === 'binary' ? [...event.data] : event)),
        );
        const cut = play(open(role, { chunks }), [chunk.subarray(0, 9), chunk.subarray(9)]).events;
        expect(cut).toHaveLength(2);
      }
    }
  });

  test(`AP11 octets that change after the command: a ${role} borrows messages until they are encoded, and copies the rest`, () => {
    const data = Uint8Array.of(1, 2, 3);
    const sent = done(open(role), { type: 'binary', data });
    const pinged = done(open(role), { type: 'ping', applicationData: data });
    const prepared = prepareMessage(data);
    const wire = wireOf(sent.outbound);
    data.fill(7);
    expect(wire).toEqual(frameTo(peer, 0x82, [1, 2, 3]));
    expect(wireOf(sent.outbound)).toEqual(frameTo(peer, 0x82, [7, 7, 7]));
    expect(wireOf(pinged.outbound)).toEqual(frameTo(peer, 0x89, [1, 2, 3]));
    expect(pinged.connection.pings.awaited[0]?.applicationData).toEqual(Uint8Array.of(1, 2, 3));
    if (!prepared.ok) throw new Error(prepared.problem.sentence);
    const told = done(open(role), { type: 'prepared', message: prepared.value });
    expect(wireOf(told.outbound)).toEqual(frameTo(peer, 0x82, [1, 2, 3]));
  });

  test(`AP11 nothing that a caller gave is ever changed, as a ${role}`, () => {
    for (const length of [3, 100, 600, 5_000, 70_000]) {
      const data = new Uint8Array(length).fill(1);
      wireOf(done(open(role), { type: 'binary', data }).outbound);
      expect(data.every((octet) => octet === 1)).toBe(true);
    }
  });

  test(`AP18 another message while one goes out in parts, as a ${role}: refused`, () => {
    const { connection } = done(open(role), { type: 'text-part', text: 'a', final: false });
    const prepared = prepareMessage('p');
    expect(refusalTo(connection, text)).toBe('message-unfinished');
    expect(refusalTo(connection, { type: 'binary', data: Uint8Array.of(1) })).toBe('message-unfinished');
    expect(refusalTo(connection, { type: 'text', text: 'abc', fragmentOctets: 1 })).toBe(
      'message-unfinished',
    );
    expect(refusalTo(connection, { type: 'prepared', message: prepared.ok && prepared.value })).toBe(
      'message-unfinished',
    );
    expect(refusalTo(connection, { type: 'binary-part', data: Uint8Array.of(1), final: true })).toBe(
      'no-message-begun',
    );
    expect(refusalTo(connection, { type: 'text-part', text: 'b', final: true })).toBe('sent');
  });

  test(`AP19 control frames between parts, as a ${role}: sent`, () => {
    const first = done(open(role), { type: 'text-part', text: 'a', final: false });
    const ping = done(first.connection, { type: 'ping' });
    const last = done(ping.connection, { type: 'text-part', text: 'b', final: true });
    const wire = wireOf([...first.outbound, ...ping.outbound, ...last.outbound]);
    expect(wire).toEqual(joined(frameTo(peer, 0x01, 'a'), frameTo(peer, 0x89), frameTo(peer, 0x80, 'b')));
    expect(refusalTo(last.connection, text)).toBe('sent');
  });

  test(`AP20 close while a message goes out in parts, as a ${role}: sent`, () => {
    const { connection } = done(open(role), { type: 'text-part', text: 'a', final: false });
    const closing = done(connection, { type: 'close', statusCode: 1001 });
    expect(framesIn(closing.outbound, 0x8)).toEqual([Uint8Array.from(number(1001, 2))]);
    expect(refusalTo(closing.connection, { type: 'text-part', text: 'b', final: true })).toBe(
      'already-closing',
    );
  });

  test(`AP21 fragments of 0, a negative or a wild number of octets, as a ${role}: refused`, () => {
    for (const fragmentOctets of [0, -1, 1.5, Number.NaN, 2 ** 53, -Infinity, Infinity, '2', null]) {
      expect(refusalTo(open(role), { type: 'text', text: 'abc', fragmentOctets })).toBe('payload-too-long');
    }
  });

  test(`AP24 nothing, what are no octets, and anything after the end, to a ${role}`, () => {
    const connection = open(role);
    expect(receive(connection, new Uint8Array(0), 0)).toMatchObject({ events: [], outbound: [] });
    expect(receive(connection, new Uint8Array(0), 0).connection).toBe(connection);
    for (const bad of [
      null,
      undefined,
      'abc',
      [1],
      {},
      new ArrayBuffer(2),
      new DataView(new ArrayBuffer(1)),
      5,
    ]) {
      expect(() => receive(connection, bad as Uint8Array, 0)).toThrow(TypeError);
    }
    expectDeaf(receiveEnd(connection, 0).connection);
    const end = receiveEnd(connection, 0).connection;
    expect(receiveEnd(end, 1, 'broken')).toMatchObject({ events: [], outbound: [], transport: 'keep-open' });
  });

  test(`AP25 an old value used again, as a ${role}: the same answer as the first time`, () => {
    const begun = receive(open(role), frameTo(role, 0x01, 'ab'), 0).connection;
    const one = play(begun, [frameTo(role, 0x80, 'cd')]);
    const other = play(begun, [frameTo(role, 0x00, 'xy'), frameTo(role, 0x80, 'z')]);
    const again = play(begun, [frameTo(role, 0x80, 'cd')]);
    expect([one.events, other.events, again.events]).toEqual([
      [{ type: 'text', text: 'abcd' }],
      [{ type: 'text', text: 'abxyz' }],
      [{ type: 'text', text: 'abcd' }],
    ]);
    const sent = done(begun, { type: 'text', text: 'x' });
    expect(done(begun, { type: 'text', text: 'x' })).toEqual(sent);
  });

  test(`AP26 options that make no sense, as a ${role}: thrown when the connection is made`, () => {
    const wild: readonly unknown[] = [
      { limits: { messagePayload: Number.NaN } },
      { limits: { fragments: -1 } },
      { limits: { eventsPerCall: 0 } },
      { limits: JSON.parse('{"__proto__":1}') },
      { limits: { messagePayload: '5' } },
      { closeTimeout: -1 },
      { closeTimeout: '5' },
      { handshakeTimeout: Number.NaN },
      { keepalive: { interval: -1, timeout: 1 } },
      { keepalive: { interval: 1, timeout: Number.NaN } },
    ];
    for (const options of wild) {
      expect(() => establish({ ...(options as object), role }, 0)).toThrow(RangeError);
      expect(() => openServer({ ...(options as object), origins: 'any' }, 0)).toThrow(RangeError);
      const client = { ...(options as object), host: 'h', resourceName: '/', nonce: new Uint8Array(16) };
      expect(() => openClient(client, 0)).toThrow(RangeError);
    }
    expect(refusalTo(open(role), { type: 'limit', limits: { fragments: -1 } })).toBe('limit-not-valid');
    for (const limits of [undefined, null, 5]) {
      expect(refusalTo(open(role), { type: 'limit', limits })).toBe('limit-not-valid');
    }
  });

  test(`what is no command at all, as a ${role}: refused`, () => {
    for (const bad of [
      null,
      undefined,
      5,
      'text',
      {},
      { type: 'telepathy' },
      { type: Symbol('x') },
      { type: '__proto__' },
    ]) {
      expect(refusalTo(open(role), bad)).toBe('not-a-command');
      expect(refusalTo(receiveEnd(open(role), 0).connection, bad)).toBe('not-open');
    }
    const codec = messageCodec({ role });
    for (const bad of [null, undefined, 5, 'telepathy', {}, { type: 'telepathy' }]) {
      const encoded = encodeMessage(codec, bad as Sendable, Uint32Array.of(key));
      expect(encoded.ok ? 'sent' : encoded.problem.name).toBe('not-a-command');
    }
    for (const extension of ['none', undefined, Symbol('x'), '__proto__']) {
      expect(refusalTo(open(role), { type: 'configure', extension, setting: 1 })).toBe(
        'extension-not-in-use',
      );
    }
  });
}

test('AP1 sending before the handshake is over: refused', () => {
  const client = openClient({ host: 'h', resourceName: '/', nonce: new Uint8Array(16) }, 0);
  const begun = client.ok ? client.value.connection : connecting();
  for (const connection of [begun, connecting()]) {
    for (const command of sending) expect(refusalTo(connection, command)).toBe('not-open');
  }
});

test('AP16 a masking key is wanted for each frame; without enough of them nothing is encoded', () => {
  const { outbound } = done(open('client'), { type: 'text', text: 'abc', fragmentOctets: 1 });
  for (const count of [0, 1, 2]) {
    const encoded = encode(outbound, new Uint32Array(count));
    expect(encoded.ok ? 'encoded' : encoded.problem.name).toBe('masking-key-missing');
  }
  const encoded = encode(outbound, Uint32Array.of(1, 2, 3));
  expect(encoded.ok).toBe(true);
  const decoded = decodeFrames(
    frameDecoder({ role: 'server' }),
    joined(...(encoded.ok ? encoded.value : [])),
  );
  expect(decoded.frames.map(({ payload }) => payload[0])).toEqual([0x61, 0x62, 0x63]);
});

test('AP22 accepting twice, refusing after it, and sending after a refusal: refused', () => {
  const head = 'GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n';
  const rest = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';
  const asked = receive(connecting(), new TextEncoder().encode(head + rest), 0).connection;
  expect(refusalTo(connecting(), { type: 'accept' })).toBe('nothing-to-decide');
  const accepted = done(asked, { type: 'accept' }).connection;
  const refused = done(asked, { type: 'refuse', status: 403 }).connection;
  for (const connection of [accepted, refused]) {
    expect(refusalTo(connection, { type: 'accept' })).toBe('not-connecting');
    expect(refusalTo(connection, { type: 'refuse', status: 403 })).toBe('not-connecting');
  }
  expect([refusalTo(accepted, text), refusalTo(refused, text)]).toEqual(['sent', 'already-closing']);
});

test('AP21 a payload of 2 GiB and more goes by reference, its length exact', () => {
  const length = 2 ** 31 + 5;
  const data = new Uint8Array(length);
  const encoded = encode(done(open('server'), { type: 'binary', data }).outbound, new Uint32Array(0));
  const [header, payload] = encoded.ok ? encoded.value : [];
  expect([...(header ?? [])]).toEqual([0x82, 127, ...number(length, 8)]);
  expect(payload).toBe(data);
});

test('V-E2 every octet that leaves has been written: memory that comes full of AA makes no difference', () => {
  const poisoned: Primitives = {
    ...plainPrimitives,
    allocate: (length) => new Uint8Array(length).fill(0xaa),
  };
  for (const role of roles) {
    for (const length of [0, 1, 31, 33, 125, 126, 600, 1_023, 1_024, 4_095, 4_096, 66_000]) {
      for (const command of [
        { type: 'binary', data: new Uint8Array(length) },
        { type: 'text', text: 'x'.repeat(length) },
        { type: 'text', text: 'é'.repeat(length) },
      ] as const) {
        const { outbound } = done(open(role), command);
        const keys = Uint32Array.of(key, key);
        const plain = encode([...outbound, ...outbound], keys);
        const other = encode([...outbound, ...outbound], keys, 0, poisoned);
        expect(
          Buffer.compare(joined(...(plain.ok ? plain.value : [])), joined(...(other.ok ? other.value : []))),
        ).toBe(0);
        const [wire] = [wireOf(outbound)];
        const peer = role === 'client' ? 'server' : 'client';
        for (const chunks of [[wire], [wire.subarray(0, 20), wire.subarray(20)]]) {
          const heard = play(open(peer, { primitives: poisoned }), chunks).events;
          expect(heard).toHaveLength(1);
          const [event] = heard;
          if (command.type === 'text')
            expect(event?.type === 'text' && event.text === command.text).toBe(true);
          else expect(event?.type === 'binary' && Buffer.compare(event.data, command.data)).toBe(0);
        }
      }
    }
  }
});

interface Resizable extends ArrayBuffer {
  resize(length: number): void;
}

/** Memory whose length can change; the type is newer than what the core is compiled for. */
function resizable(length: number, maxByteLength: number): Resizable {
  const Constructor = ArrayBuffer as unknown as new (
    length: number,
    options: { maxByteLength: number },
  ) => Resizable;
  return new Constructor(length, { maxByteLength });
}
