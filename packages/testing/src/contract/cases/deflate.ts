/**
 * permessage-deflate through an adapter (RFC 7692), with whatever engine its runtime has.
 *
 * @module
 */

import type { Socket } from '@sansws/adapter-kit';
import type { Extension } from '@sansws/core';
import { assertHas, assertSame, assertThat } from '../assert.ts';
import type { ContractCase } from '../run.ts';
import { echoing, pattern, take, watched } from '../scene.ts';
import { masked, requestWith, Wire } from '../wire.ts';

const offer = 'Sec-WebSocket-Extensions: permessage-deflate';

/**
 * The cases of compression. `deflate` makes the extension, anew for each end.
 *
 * @example
 * ```ts
 * import { permessageDeflate } from '@sansws/core/permessage-deflate';
 * import { zlibEngine } from '@sansws/deflate-zlib';
 * import { deflateCases } from '@sansws/testing/contract';
 * import { ok } from 'node:assert/strict';
 * ok(deflateCases(() => permessageDeflate({ engine: zlibEngine() })).length > 0);
 * ```
 */
export function deflateCases(deflate: () => Extension): readonly ContractCase[] {
  const extensions = (): { readonly extensions: readonly Extension[] } => ({ extensions: [deflate()] });
  return [
    {
      name: 'permessage-deflate is agreed on where both have it, and only there',
      async run(world) {
        const { place } = await watched(world, extensions());
        assertSame(names(await place.connect(extensions())), ['permessage-deflate'], 'both');
        assertSame(names(await place.connect()), [], 'the server alone');
        const { place: without } = await watched(world);
        assertSame(names(await without.connect(extensions())), [], 'the client alone');
      },
    },
    {
      name: 'compressed messages of every kind and size, whole, in fragments and not compressed',
      async run(world) {
        const { place } = await echoing(world, extensions());
        const client = await place.connect(extensions());
        const messages = [0, 1, 125, 126, 4_096, 65_536, 1_000_000].flatMap((length) => [
          pattern(length),
          'äöü😀'.repeat(Math.floor(length / 16)),
        ]);
        for (const message of messages) {
          const fragmentOctets = 1 + Math.floor(message.length / 3);
          for (const options of [{}, { fragmentOctets }, { compress: false }]) {
            const [heard] = await Promise.all([take(client, 1), client.send(message, options)]);
            assertSame(heard, [message], `${message.length} ${typeof message}`);
          }
        }
      },
    },
    {
      name: 'the context goes on from message to message: what was said before costs little',
      async run(world) {
        const { place, sockets } = await watched(world, extensions());
        const wire = new Wire(await place.dial());
        await wire.peer.write(requestWith(offer));
        assertThat((await wire.head()).includes('permessage-deflate'), 'agreed on');
        const text = Array.from({ length: 1_000 }, (_, index) => `${(index * 7_919) % 10_007}`).join();
        const lengths: number[] = [];
        for (let round = 0; round < 3; round++) {
          await sockets[0]?.send(text);
          lengths.push((await wire.frame()).payload.length);
        }
        const [first = 0, second = 0, third = 0] = lengths;
        assertThat(first > 100 && second * 5 < first && third * 5 < first, `octets: ${lengths.join()}`);
      },
    },
    {
      name: 'a message that grows beyond the limit is 1009, however small it came',
      async run(world) {
        const { place, sockets } = await echoing(world, {
          ...extensions(),
          limits: { inflatedPayload: 100_000 },
        });
        const client = await place.connect(extensions());
        void client.send(new Uint8Array(100_000));
        assertSame(await take(client, 1), [new Uint8Array(100_000)], 'as large as the limit');
        void client.send(new Uint8Array(100_001));
        assertSame((await client.closed).received?.statusCode, 1_009, 'the code');
        const record = (await sockets[0]?.closed) ?? null;
        assertSame(record?.violation?.name, 'inflated-message-too-big', 'the rule');
      },
    },
    {
      name: 'compressed data that is none is a violation',
      async run(world) {
        const { place, sockets } = await echoing(world, extensions());
        const wire = new Wire(await place.dial());
        await wire.peer.write(requestWith(offer));
        await wire.head();
        await wire.peer.write(masked(1, Uint8Array.of(0xff, 0xff, 0xff, 0xff), { reserved: 4 }));
        assertThat((await wire.word()).startsWith('close 1007'), 'the code');
        await wire.rest().catch(() => {});
        wire.peer.end();
        const record = (await sockets[0]?.closed) ?? null;
        assertHas(record, { cause: 'violation', clean: false }, 'record');
        assertSame(record?.violation?.name, 'extension-data-invalid', 'the rule');
      },
    },
  ];
}

function names(socket: Socket): readonly string[] {
  return socket.extensions.map(({ name }) => name);
}
