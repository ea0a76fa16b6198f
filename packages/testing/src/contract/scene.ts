/**
 * What the cases of the contract have in common: servers that keep what they see, peers whose handshake is done.
 *
 * @module
 */

import type { AbortSignalLike, Message, ServiceOptions, Socket } from '@sansws/adapter-kit';
import type { CloseRecord } from '@sansws/core';
import { ContractError } from './assert.ts';
import { answerTo, requestWith, Wire } from './wire.ts';
import type { AskOptions, Place, RawPlace, World } from './world.ts';

/** A server that keeps its sockets, their ends and all errors. */
export interface Watched {
  readonly place: Place;
  readonly sockets: Socket[];
  readonly records: CloseRecord[];
  readonly errors: unknown[];
}

/** A server that keeps what it sees. */
export async function watched(world: World, options: Partial<ServiceOptions> = {}): Promise<Watched> {
  const sockets: Socket[] = [];
  const records: CloseRecord[] = [];
  const errors: unknown[] = [];
  const place = await world.listen({
    origins: 'any',
    onError: (error) => errors.push(error),
    ...options,
    onSocket: (socket, request) => {
      sockets.push(socket);
      socket.on('closed', (record) => records.push(record));
      return options.onSocket?.(socket, request);
    },
  });
  return { place, sockets, records, errors };
}

/** A server that sends back what comes, no faster than its peer takes it. */
export async function echoing(world: World, options: Partial<ServiceOptions> = {}): Promise<Watched> {
  return watched(world, {
    ...options,
    onSocket: (socket) => socket.onMessage((message) => socket.send(message)),
  });
}

/** A bare client whose handshake is done. */
export async function opened(place: Place): Promise<Wire> {
  const wire = new Wire(await place.dial());
  await wire.peer.write(requestWith());
  await wire.head();
  return wire;
}

/** Our client with a bare server, the handshake done. */
export interface Meeting {
  readonly socket: Socket;
  readonly wire: Wire;
  readonly place: RawPlace;
}

/** Our client with a bare server. `behind` goes out with the answer, in one write. */
export async function meeting(world: World, options: AskOptions = {}, behind?: Uint8Array): Promise<Meeting> {
  const wires: Wire[] = [];
  const place = await world.listenRaw((peer) => {
    const wire = new Wire(peer);
    wires.push(wire);
    answer(wire, behind).catch(() => {});
  });
  const socket = await place.connect(options);
  // The handshake is done, so there is one.
  return { socket, wire: wires[0] as Wire, place };
}

async function answer(wire: Wire, behind: Uint8Array | undefined): Promise<void> {
  const octets = answerTo(await wire.head());
  await wire.peer.write(behind === undefined ? octets : Uint8Array.from([...octets, ...behind]));
}

/** Lets time pass. */
export function sleep(world: World, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    world.clock.after(milliseconds, resolve);
  });
}

/** Waits for something to become so. */
export async function until(world: World, isSo: () => boolean, what: string, limit = 10_000): Promise<void> {
  const end = world.clock.now() + limit;
  while (!isSo()) {
    if (world.clock.now() > end) throw new ContractError(`it never came to this: ${what}`);
    await sleep(world, 2);
  }
}

/** The next messages of a socket. */
export async function take(socket: Socket, count: number): Promise<Message[]> {
  const messages: Message[] = [];
  if (count === 0) return messages;
  for await (const message of socket) {
    messages.push(message);
    if (messages.length === count) break;
  }
  return messages;
}

/** Whether a promise settles before some time has passed. */
export async function settlesWithin(
  world: World,
  milliseconds: number,
  promise: Promise<unknown>,
): Promise<boolean> {
  const settled = promise.then(
    () => true,
    () => true,
  );
  return Promise.race([settled, sleep(world, milliseconds).then(() => false)]);
}

/** A signal, and its `abort` beside it: not every compiler here knows an AbortController. */
export function abortable(): AbortSignalLike & { abort(reason?: unknown): void } {
  const listeners = new Set<() => void>();
  return {
    aborted: false,
    reason: undefined,
    addEventListener: (_, listener) => void listeners.add(listener),
    removeEventListener: (_, listener) => void listeners.delete(listener),
    abort(reason) {
      Object.assign(this, { aborted: true, reason });
      for (const listener of listeners) listener();
    },
  };
}

/** Octets that differ from place to place. */
export function pattern(length: number, seed = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 7 + (index >> 8) + seed) & 0xff);
}
