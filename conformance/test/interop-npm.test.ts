import { permessageDeflate } from '@sansws/core/permessage-deflate';
import { zlibEngine } from '@sansws/deflate-zlib';
import { connect } from '@sansws/node';
import { describe, expect, test } from 'vitest';
import { undiciPeer } from '../src/interop/undici-peer.ts';
import { websocketDriverPeer } from '../src/interop/websocket-driver-peer.ts';
import { wsPeer } from '../src/interop/ws-peer.ts';
import { interop } from './meetings.ts';

interop(wsPeer);
interop(undiciPeer);
interop(websocketDriverPeer);

describe('what peers do that RFC 7692 does not allow', () => {
  // "by including the server_max_window_bits extension parameter in the response" (§7.1.2.1), also when it is 15.
  test('websocket-driver grants a window of 15 bits without a word, and that is no answer', async () => {
    const server = await websocketDriverPeer.startServer?.();
    const offers = [{ serverMaxWindowBits: 15 }] as const;
    const extensions = [permessageDeflate({ engine: zlibEngine(), offers })];
    await expect(connect(server?.url ?? '', { extensions })).rejects.toMatchObject({
      failure: { name: 'extension-answer-not-valid' },
    });
    await server?.stop();
  });
});
