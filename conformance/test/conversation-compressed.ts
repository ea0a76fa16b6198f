// What is said to every peer once permessage-deflate is agreed on: enough to fill windows, again and again.
import { expect } from 'vitest';
import type { Socket } from '@sansws/node';
import { json, windows } from '../src/vectors/compressible.ts';

const decoder = new TextDecoder();

/** Talks and closes; `bits` is the window that was wished for, for both sides. */
export async function converseCompressed(
  socket: Socket,
  bits: number,
  noContextTakeover: boolean,
): Promise<void> {
  const parameters = new Map(socket.extensions.find(({ name }) => name === 'permessage-deflate')?.parameters);
  expect(socket.extensions.map(({ name }) => name)).toEqual(['permessage-deflate']);
  // The client's window is a hint in an offer, and can be answered only where it was offered: the server's is the law.
  expect(Number(parameters.get('server_max_window_bits') ?? 15)).toBeLessThanOrEqual(bits);
  expect(parameters.has('server_no_context_takeover')).toBe(noContextTakeover);

  const messages = socket[Symbol.asyncIterator]();
  for (const [index, octets] of said().entries()) {
    const message = index % 2 === 0 ? decoder.decode(octets) : Uint8Array.from(octets);
    const fragmentOctets = index % 3 === 2 ? 1000 : Infinity;
    await socket.send(message, fragmentOctets === Infinity ? {} : { fragmentOctets });
    const { value } = await messages.next();
    expect(isSame(value, message), `message ${index} of ${octets.length} octets`).toBe(true);
  }
  expect(await socket.close(4000, 'goodbye')).toMatchObject({ clean: true, first: 'local' });
}

/** Short and long, each size several times, with what was there before coming back at many distances. */
function said(): readonly Uint8Array[] {
  const sizes = [0, 5, 300, 3000, 30_000, 100_000];
  const once = sizes.flatMap((size) => windows(json, size, 2));
  return [...once, ...once];
}

function isSame(one: string | Uint8Array | undefined, other: string | Uint8Array): boolean {
  if (typeof one === 'string' || typeof other === 'string') return one === other;
  return one !== undefined && Buffer.compare(one, other) === 0;
}
