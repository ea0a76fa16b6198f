/**
 * What a program of another runtime does for the tests: it is told by lines of JSON on its standard input, and
 * answers each with a line.
 *
 * @module
 */

import { createInterface } from 'node:readline';
import process from 'node:process';
import type { Extension, Limits } from '@sansws/core';
import { permessageDeflate } from '@sansws/core/permessage-deflate';
import { zlibEngine } from '@sansws/deflate-zlib';
import type { Socket } from '@sansws/node';
import { talkWhatwg, type TalkResult } from './interop/whatwg-talk.ts';

/** As much as the largest case needs. */
const limits: Partial<Limits> = { messagePayload: 16 * 1024 * 1024 };

/** What is asked of the program; `deflate` is whether permessage-deflate may be agreed on. */
export type Order =
  /** Serve echoes, by our adapter or by what the runtime has of its own, and answer with the port. */
  | { readonly type: 'serve'; readonly kind: 'ours' | 'native'; readonly deflate: boolean }
  /** Connect with a client of ours that echoes. */
  | { readonly type: 'echo'; readonly url: string; readonly deflate: boolean }
  /** Connect to an echo and talk. Native clients offer what they like. */
  | {
      readonly type: 'talk';
      readonly kind: 'ours' | 'native';
      readonly url: string;
      readonly deflate: boolean;
    };

/** What it answers. */
export interface Answer extends Partial<TalkResult> {
  readonly port?: number;
}

/** Starts the runtime's own server, an echo, on a free port of this machine. */
export type ServeNative = (deflate: boolean) => Promise<number>;

/** What is the same in every adapter. */
export interface Adapter {
  readonly listen: (options: {
    readonly host: string;
    readonly origins: 'any';
    readonly limits: Partial<Limits>;
    readonly extensions: readonly Extension[];
    readonly onSocket: (socket: Socket) => void;
  }) => Promise<{ readonly port: number | null; readonly close: () => Promise<unknown> }>;
  readonly connect: (
    url: string,
    options: { readonly limits: Partial<Limits>; readonly extensions: readonly Extension[] },
  ) => Promise<Socket>;
}

/** The extension, or none; everything is compressed, however short. */
function extensionsFor(deflate: boolean): readonly Extension[] {
  return deflate ? [permessageDeflate({ engine: zlibEngine(), threshold: 0 })] : [];
}

/** Serves echoes on a free port of this machine. */
export function serveEcho(adapter: Adapter, deflate: boolean): ReturnType<Adapter['listen']> {
  return adapter.listen({
    host: '127.0.0.1',
    origins: 'any',
    limits,
    extensions: extensionsFor(deflate),
    onSocket: echo,
  });
}

/** Connects and echoes. */
export async function connectEcho(adapter: Adapter, url: string, deflate: boolean): Promise<void> {
  echo(await adapter.connect(url, { limits, extensions: extensionsFor(deflate) }));
}

function echo(socket: Socket): void {
  socket.onMessage((message) => socket.send(message));
}

/** Connects to an echo, talks and closes. */
export async function talk(adapter: Adapter, url: string, deflate: boolean): Promise<TalkResult> {
  const socket = await adapter.connect(url, { limits, extensions: extensionsFor(deflate) });
  const extensions = socket.extensions.map(({ name }) => name).join();
  const messages = socket[Symbol.asyncIterator]();
  for (const length of [0, 1, 125, 126, 3000, 65_535, 65_536, 300_000, 300_000]) {
    const octets = Uint8Array.from({ length }, (_, index) => (index * index) >> 5);
    for (const message of ['Привет, 🙂 '.repeat(Math.ceil(length / 10)), octets]) {
      const [{ value: heard }] = await Promise.all([messages.next(), socket.send(message)]);
      if (!isSame(heard, message)) return { extensions, problem: `${length} did not come back as it was` };
    }
  }
  const { clean } = await socket.close(4000, 'goodbye');
  return { extensions, problem: clean ? null : 'not closed cleanly' };
}

function isSame(one: string | Uint8Array | undefined, other: string | Uint8Array): boolean {
  if (typeof one === 'string' || typeof other === 'string' || one === undefined) return one === other;
  return one.length === other.length && one.every((octet, index) => octet === other[index]);
}

/** Obeys until the standard input ends. */
export async function obey(adapter: Adapter, serveNative?: ServeNative): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await answerTo(JSON.parse(line) as Order, adapter, serveNative)));
  }
  process.exit(0);
}

async function answerTo(order: Order, adapter: Adapter, serveNative?: ServeNative): Promise<Answer> {
  if (order.type === 'serve') {
    if (order.kind === 'ours') return { port: (await serveEcho(adapter, order.deflate)).port ?? 0 };
    return { port: (await serveNative?.(order.deflate)) ?? 0 };
  }
  if (order.type === 'talk') {
    if (order.kind === 'native') return talkWhatwg(order.url);
    return talk(adapter, order.url, order.deflate).catch((error: unknown) => ({ problem: String(error) }));
  }
  // Whether the handshake succeeds is seen by whoever it is done with.
  connectEcho(adapter, order.url, order.deflate).catch(() => undefined);
  return {};
}
