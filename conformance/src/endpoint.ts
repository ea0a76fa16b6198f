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

/** As much as the largest case needs. */
export const limits: Partial<Limits> = { messagePayload: 16 * 1024 * 1024 };

/** What is asked of the program. */
export type Order =
  /** Serve echoes, and answer with the port. */
  | { readonly type: 'serve'; readonly deflate: boolean }
  /** Connect with a client that echoes. */
  | { readonly type: 'echo'; readonly url: string; readonly deflate: boolean };

/** What it answers. */
export interface Answer {
  readonly port?: number;
}

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
export function extensionsFor(deflate: boolean): readonly Extension[] {
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

/** Obeys until the standard input ends. */
export async function obey(adapter: Adapter): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await answerTo(JSON.parse(line) as Order, adapter)));
  }
  process.exit(0);
}

async function answerTo(order: Order, adapter: Adapter): Promise<Answer> {
  if (order.type === 'serve') return { port: (await serveEcho(adapter, order.deflate)).port ?? 0 };
  // Whether the handshake succeeds is seen by whoever it is done with.
  connectEcho(adapter, order.url, order.deflate).catch(() => undefined);
  return {};
}
