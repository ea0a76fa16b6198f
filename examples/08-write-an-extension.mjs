// An extension of one's own: every message carries a checksum behind it (RFC 6455 §9).
//
//   node examples/08-write-an-extension.mjs
//
// An extension is functions over a state value. It sees the parts of messages, never frames or sockets, so it
// works on whole messages and on those that come in a thousand pieces. This one claims RSV3.

import { connect, listen } from '@sansws/node';

const rsv3 = 1;

/** The state in either direction: the sum so far, and (inbound) the octet that may be the checksum. */
const initial = { sum: 0, held: null };

const session = {
  name: 'x-checksum',
  parameters: [],
  reservedBits: rsv3,
  initial,

  outbound(state, { payload, first, final, reserved }) {
    const sum = summed(first ? 0 : state.sum, payload);
    return {
      ok: true,
      state: final ? initial : { sum, held: null },
      reserved: first ? reserved | rsv3 : reserved,
      payload: final ? [payload, Uint8Array.of(sum)] : [payload],
    };
  },

  inbound(state, { payload, first, final, reserved }, room) {
    const { sum: before, held } = first ? initial : state;
    // The last octet that came is held back, for nobody knows yet whether it is the checksum.
    const all = held === null ? payload : Uint8Array.of(held, ...payload);
    const body = all.subarray(0, Math.max(0, all.length - 1));
    if (body.length > room) return { ok: false, violation: 'inflated-message-too-big' };
    const sum = summed(before, body);
    const last = all.length === 0 ? null : all[all.length - 1];
    if (final && last !== sum) return { ok: false, violation: 'extension-data-invalid' };
    return {
      ok: true,
      state: final ? initial : { sum, held: last },
      reserved: reserved & ~rsv3,
      payload: [body],
    };
  },

  // So that connections with this extension can be put away and taken up again.
  snapshot: (state) => state,
  resume(value) {
    if (typeof value?.sum !== 'number') throw new TypeError('x-checksum: a snapshot is { sum, held }');
    return { sum: value.sum, held: value.held ?? null };
  },
};

/** How it is agreed on: offered, accepted and confirmed without parameters. */
const checksum = {
  name: session.name,
  offers: [[]],
  accept: (offer) => (offer.length === 0 ? session : null),
  confirm: (answer) => (answer.length === 0 ? session : null),
};

function summed(from, octets) {
  let sum = from;
  for (const octet of octets) sum = (sum + octet) % 256;
  return sum;
}

const server = await listen({
  host: '127.0.0.1',
  origins: 'any',
  extensions: [checksum],
  onSocket: (socket) => socket.onMessage((message) => socket.send(message, { fragmentOctets: 4 })),
});
const socket = await connect(`ws://127.0.0.1:${server.port}/`, { extensions: [checksum] });
console.log(`in use: ${socket.extensions.map(({ name }) => name).join()}`);
await socket.send('a message with a checksum behind it');
for await (const message of socket) {
  console.log(message);
  break;
}
await socket.close();

// The same function, by hand: a wrong checksum is the peer's fault, and has a word.
const part = { opcode: 0x2, reserved: rsv3, first: true, final: true, compress: true };
const verdict = session.inbound(initial, { ...part, payload: Uint8Array.of(1, 2, 9) }, Infinity);
console.log(verdict.ok ? 'fine' : verdict.violation);
await server.close();
