/** How much a compressed message can make a connection hold at the worst moment, on every engine, however it is cut. */
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { plainPrimitives } from '../../src/bytes/primitives.ts';
import { receive } from '../../src/connection/index.ts';
import {
  formatParameters,
  permessageDeflate,
  streamCache,
  type DeflateEngine,
} from '../../src/extension/permessage-deflate/index.ts';
import { engines, noise } from '../deflating.ts';
import { uncollected, watch, watched } from '../peak.ts';
import { fragmentsTo, frameTo, joined, open } from '../splits.ts';

const nothing = new Uint8Array(0);
const mebibyte = 1_048_576;
const limit = mebibyte;

/** What an engine takes for its work: streams of pako, what those of zlib put their output in until the next turn. */
const workshop = 131_072;

/** The window that a connection holds, also while it is moved. */
const windows = 2 * 34_816;

type Way = (payload: Uint8Array) => readonly Uint8Array[];

/** How a message comes, at how many of the moments to look, and how often with other settings. */
const ways: readonly (readonly [name: string, way: Way, every: number])[] = [
  ['whole', (payload) => [frameTo('server', 0xc2, payload)], 1],
  ['in two frames, the second small', (payload) => [joined(...framesOf(payload, payload.length - 20))], 1],
  ['in 20 frames', (payload) => framesOf(payload, Math.ceil(payload.length / 20)), 3],
  ['in 20 chunks', (payload) => cut(frameTo('server', 0xc2, payload), Math.ceil(payload.length / 20)), 3],
  ['in frames of one octet', (payload) => framesOf(payload, 1), 149],
  ['in chunks of one octet', (payload) => cut(frameTo('server', 0xc2, payload), 1), 149],
];

describe.each(engines)('%s', (_, engine) => {
  const bomb = compressed(engine, new Uint8Array(limit + 10));
  const broken = joined(compressed(engine, new Uint8Array(limit - 100)), [0x00, 0x00, 0xff, 0xff, 0x07]);
  const cases = ways.flatMap(([name, way, every], index) => [
    { name, way, every, delivery: 'messages' as const, streams: 100 },
    // Without a stream of its own each part is read from the beginning.
    ...(index < 3 ? [{ name, way, every, delivery: 'messages' as const, streams: 0 }] : []),
    ...(index < 2 ? [{ name, way, every, delivery: 'parts' as const, streams: 100 }] : []),
  ]);

  test.each(cases)(
    'DF1, DF2, V-A1, V-A2 a bomb $name, $delivery, $streams streams: at most the limit and 64 KiB',
    async ({ streams, delivery, way, every }) => {
      const { fault, most } = await readAll(engine, way(bomb), delivery, streams, every);
      expect(fault).toBe('inflated-message-too-big');
      expect(most).toBeLessThan(limit + 65_536 + windows + workshop + uncollected);
      // Something was seen.
      expect(most + uncollected).toBeGreaterThan(limit / 2);
    },
  );

  test.each(cases.filter(({ every }) => every === 1))(
    'DF4, V-A5 up to the limit and then no DEFLATE data $name, $delivery, $streams streams: the same',
    async ({ streams, delivery, way, every }) => {
      const { fault, most } = await readAll(engine, way(broken), delivery, streams, every);
      expect(fault).toBe('extension-data-invalid');
      expect(most).toBeLessThan(limit + 65_536 + windows + workshop + uncollected);
    },
  );

  test('DF1, RS13 octets that do not compress: what came of them, what came, and 64 KiB', async () => {
    const wire = compressed(engine, noise(limit + 10));
    const chunks = cut(frameTo('server', 0xc2, wire), 65_536);
    const { fault, most } = await readAll(engine, chunks, 'messages', 100, 31);
    expect(fault).toBe('inflated-message-too-big');
    // A chunk is copied before it is looked at, and once more with what waited.
    expect(most).toBeLessThan(limit + wire.length + 65_536 + windows + workshop + 2 * 65_536 + uncollected);
  });
});

/** Reads chunks until a fault; tells the most that was in use meanwhile, beside what the chunks themselves take. */
async function readAll(
  engine: DeflateEngine,
  chunks: readonly Uint8Array[],
  delivery: 'messages' | 'parts',
  streams: number,
  every: number,
): Promise<{ readonly fault: string | null; readonly most: number }> {
  const seen = watch(every);
  const cache = streamCache(streams);
  const { revive } = permessageDeflate({ engine: watched(engine, seen.look), cache });
  const session = revive?.('server', formatParameters({}));
  const allocate = (length: number): Uint8Array => {
    const octets = plainPrimitives.allocate(length);
    if (length >= 65_536) seen.look();
    return octets;
  };
  let connection = open('server', {
    delivery,
    primitives: { allocate },
    limits: { inflatedPayload: limit, framePayload: 2 * limit, messagePayload: 2 * limit },
    sessions: session === undefined || session === null ? [] : [session],
  });
  let fault: string | null = null;
  for (const chunk of chunks) {
    let step = receive(connection, chunk, 0);
    for (;;) {
      seen.look();
      ({ connection } = step);
      for (const event of step.events) if (event.type === 'failed') fault = event.violation.name;
      if (!step.more) break;
      step = receive(connection, nothing, 0);
    }
    // A stream of zlib that was freed is held until the next turn.
    await setImmediate();
  }
  cache.clear();
  return { fault, most: seen.most };
}

function framesOf(payload: Uint8Array, size: number): readonly Uint8Array[] {
  return fragmentsTo('server', 0xc2, payload, size);
}

function cut(octets: Uint8Array, size: number): readonly Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < octets.length; at += size) chunks.push(octets.slice(at, at + size));
  return chunks;
}

/** A message as its sender puts it in a frame. */
function compressed(engine: DeflateEngine, plain: Uint8Array): Uint8Array {
  const stream = engine.deflater({ level: 9, memLevel: 9, strategy: 'default', windowBits: 15 });
  const octets = joined(...(stream.deflate(plain) ?? [])).slice(0, -4);
  stream.free();
  return octets;
}
