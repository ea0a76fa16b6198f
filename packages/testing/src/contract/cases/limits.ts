/**
 * Limits, and peers that break the rules from their first octet on: a word for each, and the server lives.
 *
 * @module
 */

import type { ViolationName } from '@sansws/core';
import { encodeText } from '@sansws/core/bytes';
import { joined } from '../../same.ts';
import { assertHas, assertSame, assertThat } from '../assert.ts';
import type { ContractCase } from '../run.ts';
import { echoing, meeting, opened, pattern, until, watched } from '../scene.ts';
import { closeBody, head, masked, requestWith, unmasked, Wire } from '../wire.ts';

/** What a client may say wrongly, the rule that breaks, and the code it hears. */
const wrongFrames: readonly (readonly [rule: ViolationName, code: number, octets: Uint8Array])[] = [
  ['frame-not-masked', 1_002, unmasked(1, 'open')],
  ['reserved-bit-set', 1_002, masked(1, 'bit', { reserved: 4 })],
  ['opcode-reserved', 1_002, masked(3, '')],
  ['opcode-reserved', 1_002, masked(0xb, '')],
  ['control-frame-fragmented', 1_002, masked(9, '', { fin: false })],
  ['control-frame-too-long', 1_002, masked(9, pattern(126))],
  ['continuation-without-message', 1_002, masked(0, 'of what?')],
  ['message-not-finished', 1_002, joined([masked(1, 'a', { fin: false }), masked(1, 'b')])],
  ['close-body-too-short', 1_002, masked(8, Uint8Array.of(3))],
  ['close-code-not-allowed', 1_002, masked(8, closeBody(1_005))],
  ['close-reason-not-utf8', 1_007, masked(8, Uint8Array.of(3, 0xe8, 0xff))],
  ['text-not-utf8', 1_007, masked(1, Uint8Array.of(0x61, 0xc0, 0x80))],
  ['length-not-minimal', 1_002, Uint8Array.of(0x81, 0xfe, 0, 1)],
  ['length-top-bit-set', 1_002, Uint8Array.of(0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0)],
  ['frame-too-big', 1_009, Uint8Array.of(0x82, 0xff, 0, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)],
];

/** First octets that are no request. */
const strangers: readonly (readonly [name: string, octets: Uint8Array])[] = [
  ['a TLS ClientHello', Uint8Array.of(0x16, 3, 1, 0, 0xf4, 1, 0, 0, 0xf0, 3, 3, ...pattern(128))],
  ['the preface of HTTP/2', encodeText('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')],
  ['zeros', new Uint8Array(64)],
  ['a frame', masked(1, 'no handshake')],
  ['another protocol', encodeText('SSH-2.0-OpenSSH_9.6\r\n')],
  ['a line without end', encodeText(`GET /${'a'.repeat(20_000)}`)],
  ['header lines without end', encodeText(`GET / HTTP/1.1\r\n${'X-Y: z\r\n'.repeat(4_000)}`)],
  ['a request of HTTP/1.0', head(['GET / HTTP/1.0', 'Host: localhost'])],
  ['a POST', head(['POST / HTTP/1.1', 'Host: localhost', 'Content-Length: 0'])],
];

/** Cases of limits and hostile input. */
export const limitCases: readonly ContractCase[] = [
  ...wrongFrames.map(([rule, code, octets], index): ContractCase => ({
    name: `FR a client breaks a rule (${index}): ${rule}`,
    async run(world) {
      const { place, sockets } = await echoing(world);
      const wire = await opened(place);
      await wire.peer.write(octets);
      assertThat((await wire.word()).startsWith(`close ${code}`), `a Close frame with ${code}`);
      await wire.rest().catch(() => {});
      wire.peer.end();
      const record = (await sockets[0]?.closed) ?? null;
      assertHas(record, { clean: false, cause: 'violation', statusCode: 1_006 }, 'record');
      assertSame(record?.violation?.name, rule, 'the rule');
      await until(world, () => place.connections === 0, 'no connections');
    },
  })),
  {
    name: 'FR a server breaks a rule: the client says which',
    async run(world) {
      const { socket, wire } = await meeting(world);
      await wire.peer.write(masked(1, 'masked by a server'));
      assertThat((await wire.word()).startsWith('close 1002'), 'a Close frame');
      wire.peer.end();
      assertSame((await socket.closed).violation?.name, 'frame-masked', 'the rule');
    },
  },
  ...strangers.map(([name, octets]): ContractCase => ({
    name: `HS first octets that are no request: ${name}`,
    async run(world) {
      const refused: string[] = [];
      const { place, sockets, errors } = await echoing(world, {
        onRefused: ({ name: why }) => refused.push(why),
      });
      const wire = new Wire(await place.dial());
      // How far it gets is the server's to say.
      void wire.peer.write(octets);
      const answer = await wire.rest().catch(() => new Uint8Array(0));
      assertThat(answer.length === 0 || answer[0] === 0x48, 'an answer of HTTP, or none');
      wire.peer.end();
      await until(world, () => place.connections === 0, 'no connections');
      assertSame([sockets.length, errors.length], [0, 0], 'sockets and errors');
      assertSame(refused.length, 1, `the application is told: ${refused.join()}`);
      const next = await opened(place);
      await next.peer.write(masked(1, 'next'));
      assertSame(await next.word(), 'text next', 'the next connection');
    },
  })),
  {
    name: 'a message as large as the limit passes, one octet more is 1009',
    async run(world) {
      const { place, sockets } = await echoing(world, { limits: { messagePayload: 100_000 } });
      const client = await place.connect();
      void client.send(pattern(100_000));
      for await (const message of client) {
        assertSame(message, pattern(100_000), 'the echo');
        break;
      }
      void client.send(pattern(100_001));
      const record = await client.closed;
      assertSame(record.received?.statusCode, 1_009, 'the code');
      assertSame((await sockets[0]?.closed)?.violation?.name, 'frame-too-big', 'the rule');
    },
  },
  {
    name: 'a limit can be changed while a connection is open',
    async run(world) {
      const { place } = await watched(world, {
        onSocket: (socket) => {
          socket.onMessage(() => {
            socket.limit({ messagePayload: 10 });
            void socket.send('ten');
          });
        },
      });
      const client = await place.connect();
      void client.send('eleven octets');
      for await (const message of client) {
        assertSame(message, 'ten', 'the answer');
        break;
      }
      void client.send('eleven octets');
      assertSame((await client.closed).received?.statusCode, 1_009, 'the code');
    },
  },
  {
    name: 'an early flood before the decision is refused',
    async run(world) {
      const { place } = await watched(world, {
        onRequest: () => new Promise(() => {}),
        handshakeTimeout: 5_000,
      });
      const wire = new Wire(await place.dial());
      await wire.peer.write(requestWith());
      for (let count = 0; count < 40; count++) void wire.peer.write(masked(2, pattern(16_384)));
      await wire.rest().catch(() => new Uint8Array(0));
      wire.peer.end();
      await until(world, () => place.connections === 0, 'no connections', 4_000);
    },
  },
];
