/**
 * The opening handshake and its refusals (RFC 6455 §4).
 *
 * @module
 */

import { HandshakeError } from '@sansws/adapter-kit';
import { decodeText, encodeText } from '@sansws/core/bytes';
import { assertHas, assertSame, assertThat, rejectionOf } from '../assert.ts';
import type { ContractCase } from '../run.ts';
import { abortable, echoing, meeting, opened, sleep, take, until, watched } from '../scene.ts';
import { answerTo, head, masked, requestWith, unmasked, Wire } from '../wire.ts';
import type { World } from '../world.ts';

async function refusal(promise: Promise<unknown>): Promise<HandshakeError> {
  const error = await rejectionOf(promise, 'connecting');
  assertThat(error instanceof HandshakeError, `expected a HandshakeError, got ${String(error)}`);
  return error;
}

/** A server that answers each request with what it is told to, and ends. */
async function answering(
  world: World,
  answer: (request: string) => Uint8Array | string,
): Promise<HandshakeError> {
  const place = await world.listenRaw((peer) => {
    const wire = new Wire(peer);
    void wire.head().then(
      async (request) => {
        const octets = answer(request);
        await peer.write(typeof octets === 'string' ? encodeText(octets) : octets);
        peer.end();
      },
      () => {},
    );
  });
  return refusal(place.connect());
}

/** A key that differs in its first character, whatever that is. */
function withAnotherKey(request: string): string {
  return request.replace(/Key: (.)/u, (_line, first: string) => `Key: ${first === 'A' ? 'B' : 'A'}`);
}

/** Cases of the opening handshake. */
export const openingCases: readonly ContractCase[] = [
  {
    name: 'a client and a server agree on all there is to agree on',
    async run(world) {
      const { place, sockets } = await watched(world, { subprotocols: ['b', 'a'] });
      const client = await place.connect({
        resourceName: '/chat?room=1',
        subprotocols: ['c', 'a', 'b'],
        fields: [['X-CaSe', 'Kept']],
        origin: 'https://example.com',
      });
      await until(world, () => sockets.length === 1, 'a socket at the server');
      const [server] = sockets;
      assertThat(server !== undefined, 'no socket');
      assertSame([client.subprotocol, server.subprotocol], ['a', 'a'], 'the first that both speak');
      assertSame(server.request?.target, '/chat?room=1', 'the resource name');
      assertThat(
        server.fields.some(([name, value]) => name === 'X-CaSe' && value === 'Kept'),
        'a further header line arrives as it was written',
      );
      assertThat(
        client.fields.some(([name]) => name.toLowerCase() === 'sec-websocket-accept'),
        'the client has the header lines of the answer',
      );
      assertSame([client.state, server.state], ['open', 'open'], 'states');
      assertSame([client.request, client.problem, server.problem], [null, undefined, undefined], 'the rest');
      assertSame([client.secure, server.secure], [world.abilities.secure, world.abilities.secure], 'secure');
      assertSame(place.connections, 1, 'connections');
    },
  },
  {
    name: 'each end knows the address of the other',
    needs: ['addresses'],
    async run(world) {
      const { place, sockets } = await watched(world);
      const client = await place.connect();
      await until(world, () => sockets.length === 1, 'a socket at the server');
      assertThat(client.remoteAddress !== '', 'the address of the server');
      assertThat(sockets[0]?.remoteAddress !== '', 'the address of the client');
    },
  },
  {
    name: 'the application decides, at once or later',
    async run(world) {
      const { place } = await watched(world, {
        onRequest: async ({ request }) => {
          if (request.target === '/later') await sleep(world, 20);
          return request.target === '/no'
            ? { type: 'refuse', status: 403, body: encodeText('Not here'), fields: [['X-Why', 'because']] }
            : { type: 'accept' };
        },
      });
      assertSame((await place.connect({ resourceName: '/later' })).state, 'open', 'accepted later');
      const error = await refusal(place.connect({ resourceName: '/no' }));
      assertSame(error.response?.status, 403, 'the status');
      assertSame(decodeText(error.body), 'Not here', 'the body');
      assertThat(error.response?.fields.some(([name]) => name === 'X-Why') === true, 'the header line');
      assertHas(error.record, { cause: 'handshake-refused', clean: false }, 'the record');
    },
  },
  {
    name: 'an application that cannot decide is a 500, and is told its error',
    async run(world) {
      const problem = new Error('no database');
      const { place, errors } = await watched(world, {
        onRequest: () => {
          throw problem;
        },
      });
      assertSame((await refusal(place.connect())).response?.status, 500, 'the status');
      assertThat(errors.includes(problem), 'the error is told');
    },
  },
  {
    name: 'HS20 a page of another origin is refused',
    async run(world) {
      const refused: string[] = [];
      const { place } = await watched(world, {
        origins: ['https://example.com'],
        onRefused: (failure) => refused.push(failure.name),
      });
      const error = await refusal(place.connect({ origin: 'https://example.org' }));
      assertSame(error.response?.status, 403, 'the status');
      assertSame(refused, ['origin-not-allowed'], 'the server is told');
      assertSame((await place.connect({ origin: 'https://example.com' })).state, 'open', 'the right one');
    },
  },
  {
    name: 'HC an answer that is none: the client says what it lacks',
    async run(world) {
      const status = await answering(world, () => 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi');
      assertSame([status.failure?.name, status.response?.status], ['status-not-101', 200], 'a page');
      assertSame(decodeText(status.body), 'hi', 'its body');
      const wrong = await answering(world, (request) => answerTo(withAnotherKey(request)));
      assertSame(wrong.failure?.name, 'accept-mismatch', 'a wrong accept');
      const made = await answering(world, (request) => answerTo(request, 'Sec-WebSocket-Protocol: other'));
      assertSame(made.failure?.name, 'subprotocol-not-offered', 'a subprotocol nobody offered');
      const nonsense = await answering(world, () => 'SSH-2.0-OpenSSH_9.6\r\n\r\n');
      assertSame(nonsense.failure?.name, 'status-line-malformed', 'another protocol');
    },
  },
  {
    name: 'a server that ends before it answers',
    async run(world) {
      for (const part of ['', 'HTTP/1.1 101 Swit']) {
        const error = await answering(world, () => part);
        assertSame([error.failure, error.record.clean], [null, false], 'no failure of the answer');
        assertHas(error.record, { statusCode: 1006, cause: 'transport-ended' }, 'the record');
      }
    },
  },
  {
    name: 'what comes right behind the answer is not lost',
    async run(world) {
      const { socket, wire } = await meeting(
        world,
        {},
        Uint8Array.from([...unmasked(1, 'one'), ...unmasked(2, Uint8Array.of(2)), ...unmasked(8)]),
      );
      assertSame(await take(socket, 2), ['one', Uint8Array.of(2)], 'messages');
      wire.peer.end();
      assertHas(await socket.closed, { statusCode: 1005, clean: true }, 'the record');
    },
  },
  {
    name: 'TR13 what comes right behind the request is not lost, however long the decision takes',
    async run(world) {
      const { place } = await echoing(world, {
        onRequest: async () => {
          await sleep(world, 20);
          return { type: 'accept' };
        },
      });
      const wire = new Wire(await place.dial());
      await wire.peer.write(Uint8Array.from([...requestWith(), ...masked(1, 'early')]));
      await wire.head();
      assertSame(await wire.word(), 'text early', 'the echo');
    },
  },
  {
    name: 'TR20 a request octet by octet',
    async run(world) {
      const { place } = await echoing(world);
      const wire = new Wire(await place.dial());
      for (const octet of requestWith()) await wire.peer.write(Uint8Array.of(octet));
      assertThat((await wire.head()).startsWith('HTTP/1.1 101 '), 'accepted');
      for (const octet of masked(1, 'bit by bit')) await wire.peer.write(Uint8Array.of(octet));
      assertSame(await wire.word(), 'text bit by bit', 'the echo');
    },
  },
  {
    name: 'a refusal ends the transport and leaves nothing behind',
    async run(world) {
      const { place } = await watched(world);
      const wire = new Wire(await place.dial());
      await wire.peer.write(head(['GET / HTTP/1.1', 'Host: localhost']));
      assertThat((await wire.head()).startsWith('HTTP/1.1 4'), 'refused');
      await wire.rest();
      wire.peer.end();
      await until(world, () => place.connections === 0, 'no connections');
    },
  },
  {
    name: 'a signal ends the handshake, and later the connection',
    async run(world) {
      const silent = await world.listenRaw(() => {});
      const first = abortable();
      const waiting = silent.connect({ signal: first });
      const reason = new Error('enough');
      world.clock.after(20, () => first.abort(reason));
      assertSame(await rejectionOf(waiting, 'connecting'), reason, 'the reason');
      const { place } = await watched(world);
      const second = abortable();
      const socket = await place.connect({ signal: second });
      second.abort();
      assertHas(await socket.closed, { cause: 'aborted', clean: false }, 'the record');
      await until(world, () => place.connections === 0, 'the server notices');
    },
  },
  {
    name: 'more connections than there may be are dropped, the others stay',
    async run(world) {
      const { place } = await echoing(world, { maxConnections: 2 });
      const [one] = [await opened(place), await opened(place)];
      await refusal(place.connect());
      await one.peer.write(masked(1, 'still here'));
      assertSame(await one.word(), 'text still here', 'the echo');
    },
  },
];
