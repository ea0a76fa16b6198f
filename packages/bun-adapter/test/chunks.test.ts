import type { TransportListener } from '@sansws/adapter-kit';
import { expect, test } from 'vitest';
import { BunTransport, handlers } from '../src/transport.ts';
import { caCerts, certificate } from './helpers/certificate.ts';

const piece = 100_000;
const pieces = 60;

/** Octets that are others in each piece. */
function octetsOf(index: number): Uint8Array {
  return new Uint8Array(piece).map((_, at) => (at + index * 31) & 0xff);
}

/** Keeps each chunk, and what it held when it came. */
class Keeper implements TransportListener {
  readonly kept: { readonly chunk: Uint8Array; readonly was: Uint8Array }[] = [];
  readonly over: Promise<void>;
  #tellOver = (): void => {};

  constructor() {
    this.over = new Promise((resolve) => (this.#tellOver = resolve));
  }

  chunk(octets: Uint8Array): void {
    this.kept.push({ chunk: octets, was: octets.slice() });
    // Whoever thinks that nobody needs the memory any more has the opportunity.
    if (this.kept.length % 8 === 0) Bun.gc(true);
  }

  ended(): void {
    this.#tellOver();
  }

  drained(): void {}
  broken(): void {}
  closed(): void {}
}

// The engine tells the core that chunks are `owned`: payloads of a client are views of them.
for (const secure of [false, true]) {
  test(`what comes is never written to again: chunks of ${secure ? 'TLS' : 'TCP'}, kept to the end`, async () => {
    const keeper = new Keeper();
    const transport = new BunTransport(secure);
    const tls = { cert: certificate.cert, key: certificate.key };
    let sent = 0;
    let rest = new Uint8Array(0);
    const send = (socket: Bun.Socket): void => {
      for (;;) {
        if (rest.length === 0 && sent === pieces) return void socket.end();
        if (rest.length === 0) rest = octetsOf(sent++).slice();
        rest = rest.subarray(Math.max(0, socket.write(rest)));
        if (rest.length > 0) return;
      }
    };
    using server = Bun.listen({
      hostname: '127.0.0.1',
      port: 0,
      ...(secure ? { tls } : {}),
      // With TLS there is nothing to be said before its handshake.
      socket: { data() {}, drain: send, handshake: send, open: secure ? () => {} : send },
    });
    await Bun.connect<BunTransport>({
      hostname: '127.0.0.1',
      port: server.port,
      ...(secure ? { tls: { ca: caCerts, serverName: 'localhost' } } : {}),
      data: transport,
      socket: handlers as unknown as Bun.SocketHandler<BunTransport>,
    });
    transport.start(keeper);
    await keeper.over;
    transport.abort();
    const { kept } = keeper;
    expect(kept.length).toBeGreaterThan(10);
    for (const { chunk, was } of kept) expect(Buffer.compare(chunk, was)).toBe(0);
    expect(new Set(kept.map(({ chunk }) => chunk.buffer)).size).toBe(kept.length);
    const all = Buffer.concat(Array.from({ length: pieces }, (_, index) => octetsOf(index)));
    expect(Buffer.compare(Buffer.concat(kept.map(({ chunk }) => chunk)), all)).toBe(0);
  });
}
