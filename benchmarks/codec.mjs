// The receive and send floors against `ws`, in memory: same octets in, same values out.
//
//   node benchmarks/codec.mjs [receive|send|calls|odd] [--plain] [--free-sink] [--rows=masked,.binary] [--sizes=16,125]
//
// `--rows` (a regular expression) and `--sizes` leave all else out.
// `--plain` runs our side with the plain JavaScript primitives instead of Node's.

import { randomFillSync } from 'node:crypto';
import { Writable } from 'node:stream';
import { Receiver, Sender } from 'ws';
import { encode, establish, plainFrame, plainPrimitives, receive, send } from '@sansws/core';
import { decodeFrames, frameDecoder } from '@sansws/core/frame';
import { withLargeMessages, WriteMemory } from '@sansws/adapter-kit';
import { nodeMemory, nodePrimitives } from '@sansws/node';
import { compare, table } from './measure.mjs';

const freeSink = process.argv.includes('--free-sink');
const plain = process.argv.includes('--plain');
const only = process.argv.slice(2).find((argument) => !argument.startsWith('--'));
const primitives = plain ? plainPrimitives : nodePrimitives;
const limits = { messagePayload: 100 * 1024 * 1024 };
const valueOf = (name) =>
  process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
const wantedRows = new RegExp(valueOf('rows') ?? '', 'u');
const wantedSizes = valueOf('sizes')?.split(',').map(Number);
const sizes = [16, 125, 1024, 16_384, 65_536, 1_048_576].filter(
  (size) => wantedSizes?.includes(size) ?? true,
);
const oneSizes = sizes.filter((size) => size <= 1024);
const chunkSize = 65_536;
const nothing = new Uint8Array(0);

const textOf = {
  ascii: (size) =>
    'The quick brown fox jumps over the lazy dog. '.repeat(Math.ceil(size / 45)).slice(0, size),
  multi: (size) => {
    const octets = Buffer.from('Grüße, Jürgen — 你好, κόσμε 😀. '.repeat(Math.ceil(size / 30)));
    // Cut between two characters.
    let end = size;
    while ((octets[end] & 0xc0) === 0x80) end--;
    return octets.toString('utf8', 0, end);
  },
};

function keysFor(count) {
  return new Uint32Array(randomFillSync(new Uint8Array(count * 4)).buffer);
}

/** One frame on the wire, as the given role sends it. */
function wireFrame(role, content) {
  const command =
    typeof content === 'string' ? { type: 'text', text: content } : { type: 'binary', data: content };
  const sent = send(establish({ role, limits }, 0).connection, command, 0);
  const segments = encode(sent.value.outbound, keysFor(1));
  return Buffer.concat(segments.value);
}

function contentOf(kind, size) {
  return kind === 'binary' ? new Uint8Array(randomFillSync(Buffer.alloc(size))) : textOf[kind](size);
}

/** Octets of messages, as many as fill a chunk, at least one. */
function chunkOf(role, kind, size, one) {
  const frame = wireFrame(role, contentOf(kind, size));
  const count = one ? 1 : Math.max(1, Math.floor(chunkSize / frame.length));
  return {
    chunk: Buffer.concat(Array.from({ length: count }, () => wireFrame(role, contentOf(kind, size)))),
    count,
  };
}

/**
 * Copies in memory of their own, as a socket delivers them: `ws` writes into them. They share slabs of 1 MiB,
 * as a socket's small reads do: thousands of tiny buffers would measure their collection, not the work. With `alone` those
 * of 1 KiB and more have memory of their own, as each read of a socket of Node has.
 */
function copies(chunks, count, alone = false) {
  const all = [];
  let slab = Buffer.alloc(0);
  let used = 0;
  for (let index = 0; index < count; index++) {
    for (const chunk of chunks) {
      if (alone && chunk.length >= 1_024) {
        const copy = Buffer.allocUnsafeSlow(chunk.length);
        copy.set(chunk);
        all.push(copy);
        continue;
      }
      if (used + chunk.length > slab.length) {
        slab = Buffer.allocUnsafeSlow(Math.max(chunk.length, 1_048_576));
        used = 0;
      }
      const copy = slab.subarray(used, used + chunk.length);
      copy.set(chunk);
      all.push(copy);
      used += chunk.length + (8 - (chunk.length % 8));
    }
  }
  return all;
}

function oursReceiving(receiver, chunks, reads, alone = false) {
  return {
    prepare: (count) => copies(chunks, count, alone),
    run: (input) => {
      let { connection } = establish({ role: receiver, limits, chunks: 'owned', primitives }, 0);
      let sum = 0;
      for (const chunk of input) {
        let step = receive(connection, chunk, 1);
        for (;;) {
          for (const event of step.events) {
            if (event.type === 'text') sum += reads(event.text);
            else sum += event.data.length + event.data[0];
          }
          if (!step.more) break;
          step = receive(step.connection, nothing, 1);
        }
        connection = step.connection;
      }
      return sum;
    },
  };
}

const nobody = () => {};

/** As the adapters do it: what stands before a drive hands large messages on whole. */
function adapterReceiving(receiver, chunks) {
  return {
    prepare: (count) => copies(chunks, count, true),
    run: (input) => {
      let sum = 0;
      const drive = {
        connection: establish({ role: receiver, limits, chunks: 'owned', primitives }, 0).connection,
        chunk(chunk) {
          const step = receive(drive.connection, chunk, 1);
          for (const event of step.events) sum += event.data.length + event.data[0];
          drive.connection = step.connection;
        },
        drained: nobody,
        ended: nobody,
        broken: nobody,
        closed: nobody,
      };
      const listener = withLargeMessages(drive);
      for (const chunk of input) listener.chunk(chunk);
      return sum;
    },
  };
}

function frameCodecReceiving(receiver, chunks) {
  return {
    prepare: (count) => copies(chunks, count),
    run: (input) => {
      let decoder = frameDecoder({ role: receiver, limits, chunks: 'owned', primitives });
      let sum = 0;
      for (const chunk of input) {
        const decoded = decodeFrames(decoder, chunk);
        for (const frame of decoded.frames) sum += frame.payload.length + frame.payload[0];
        decoder = decoded.decoder;
      }
      return sum;
    },
  };
}

function wsReceiving(receiver, chunks, reads, alone = false) {
  return {
    prepare: (count) => copies(chunks, count, alone),
    run: (input) => {
      const peer = new Receiver({ isServer: receiver === 'server', maxPayload: 100 * 1024 * 1024 });
      let sum = 0;
      peer.on('message', (data, isBinary) => {
        if (isBinary) sum += data.length + data[0];
        else sum += reads(data.toString());
      });
      peer.on('error', (error) => {
        throw error;
      });
      for (const chunk of input) peer.write(chunk);
      return sum;
    },
  };
}

const readText = (text) => text.length + text.charCodeAt(text.length >> 1);

async function receiveRow(label, receiver, kind, one) {
  if (!wantedRows.test(label)) return [];
  const sender = receiver === 'server' ? 'client' : 'server';
  const cells = [label];
  const frames = [];
  for (const size of one ? oneSizes : sizes) {
    const { chunk, count } = chunkOf(sender, kind, size, one);
    const theirs = wsReceiving(receiver, [chunk], readText);
    const { ratio, ours } = await compare(oursReceiving(receiver, [chunk], readText), theirs, count);
    cells.push(`${ratio.toFixed(2)} (${ours.toFixed(0)} ns)`);
    if (kind === 'binary') {
      const alone = await compare(frameCodecReceiving(receiver, [chunk]), theirs, count);
      frames.push(alone.ratio.toFixed(2));
    }
  }
  const rows = [cells];
  if (frames.length > 0) rows.push([`… frame codec alone`, ...frames]);
  return rows;
}

/** The octets of a chunk; unmasked text is left to the socket by `ws`, which has to encode it all the same. */
const lengthOf = (data) => (typeof data === 'string' ? Buffer.from(data, 'utf8').length : data.length);

/**
 * Where both contenders hand their octets to: a stream of Node, which is what a socket is, that counts them
 * and throws them away. With `--free-sink` nothing but an object with a counter: handing over then costs
 * nothing, however often it is done.
 */
function sink() {
  if (freeSink) {
    const socket = {
      octets: 0,
      cork() {},
      uncork() {},
      write(data, callback) {
        socket.octets += lengthOf(data);
        callback?.();
        return true;
      },
    };
    return socket;
  }
  const stream = new Writable({
    decodeStrings: false,
    write(data, encoding, done) {
      stream.octets += lengthOf(data);
      done();
    },
    writev(all, done) {
      for (const { chunk } of all) stream.octets += lengthOf(chunk);
      done();
    },
  });
  stream.octets = 0;
  return stream;
}

function oursSending(role, contents, one) {
  const commands = contents.map((content) =>
    typeof content === 'string' ? { type: 'text', text: content } : { type: 'binary', data: content },
  );
  let pool = keysFor(2048);
  let used = 0;
  const keys = (count) => {
    if (used + count > pool.length) {
      pool = keysFor(Math.max(2048, count));
      used = 0;
    }
    used += count;
    return used - count;
  };
  // As the adapter does it: memory that has been written serves again, for all connections of the process.
  const memory = new WriteMemory(primitives, nodeMemory);
  return {
    prepare: (count) => count,
    run: (count) => {
      let { connection } = establish({ role, limits }, 0);
      const socket = sink();
      const write = (outbound) => {
        const first = role === 'client' ? keys(outbound.length) : 0;
        memory.begin();
        const segments = encode(outbound, pool, first, memory.primitives).value;
        if (segments.length === 1) {
          socket.write(segments[0]);
        } else {
          socket.cork();
          for (const segment of segments) socket.write(segment);
          socket.uncork();
        }
        memory.end(!(socket.writableLength > 0));
      };
      for (let round = 0; round < count; round++) {
        let outbound = [];
        for (const command of commands) {
          // As the adapter does it: a message that is a frame and no more needs no step.
          let frame = plainFrame(connection, command.type === 'text' ? command.text : command.data);
          if (frame === null) {
            const step = send(connection, command, 1).value;
            connection = step.connection;
            [frame] = step.outbound;
          }
          if (one) write([frame]);
          else outbound.push(frame);
        }
        if (!one) write(outbound);
      }
      return socket.octets;
    },
  };
}

function wsSending(role, contents) {
  const buffers = contents;
  return {
    prepare: (count) => count,
    run: (count) => {
      const socket = sink();
      const sender = new Sender(socket, {});
      const mask = role === 'client';
      for (let round = 0; round < count; round++) {
        for (const data of buffers) {
          sender.send(data, { binary: typeof data !== 'string', mask, fin: true, compress: false });
        }
      }
      return socket.octets;
    },
  };
}

async function sendRow(label, role, kind, one) {
  if (!wantedRows.test(label)) return [];
  const cells = [label];
  for (const size of one ? oneSizes : sizes) {
    const count = one ? 16 : Math.max(1, Math.floor(chunkSize / size));
    const contents = Array.from({ length: count }, () => {
      const content = contentOf(kind, size);
      return typeof content === 'string' ? content : Buffer.from(content);
    });
    const { ratio, ours } = await compare(oursSending(role, contents, one), wsSending(role, contents), count);
    cells.push(`${ratio.toFixed(2)} (${ours.toFixed(0)} ns)`);
  }
  return [cells];
}

async function oddRow(label, receiver, chunks, messages) {
  if (!wantedRows.test(label)) return [];
  const theirs = wsReceiving(receiver, chunks, readText, true);
  const { ratio } = await compare(oursReceiving(receiver, chunks, readText, true), theirs, messages);
  return [[label, ratio.toFixed(2)]];
}

/** What the adapters do before they ask the core, and the core alone. */
async function unmaskedRow(label, chunks, messages) {
  if (!wantedRows.test(label)) return [];
  const theirs = wsReceiving('client', chunks, readText, true);
  const { ratio } = await compare(adapterReceiving('client', chunks), theirs, messages);
  return [[label, ratio.toFixed(2)], ...(await oddRow(`${label}, core alone`, 'client', chunks, messages))];
}

function cut(octets, size) {
  const chunks = [];
  for (let at = 0; at < octets.length; at += size) chunks.push(octets.subarray(at, at + size));
  return chunks;
}

/** One message in `count` fragments, as a client sends it. */
function fragmented(kind, size, count) {
  const { connection } = establish({ role: 'client', limits }, 0);
  const content = contentOf(kind, size);
  const fragmentOctets = Math.ceil(size / count);
  const command =
    kind === 'binary'
      ? { type: 'binary', data: content, fragmentOctets }
      : { type: 'text', text: content, fragmentOctets };
  const sent = send(connection, command, 0).value;
  return Buffer.concat(encode(sent.outbound, keysFor(sent.outbound.length)).value);
}

console.log(`node ${process.version}, ws 8.23, primitives: ${plain ? 'plain JavaScript' : "Node's"}`);
console.log('Speed relative to ws, connection floor (its own time for one message in brackets).\n');
const head = ['work', ...sizes.map((size) => (size < 1024 ? `${size} B` : `${size / 1024} KiB`))];
if (only === undefined || only === 'receive') {
  console.log('64 KiB chunks full of messages\n');
  console.log(
    table(head, [
      ...(await receiveRow('receive masked, binary', 'server', 'binary', false)),
      ...(await receiveRow('receive masked, ASCII text', 'server', 'ascii', false)),
      ...(await receiveRow('receive masked, multi-octet text', 'server', 'multi', false)),
      ...(await receiveRow('receive unmasked, binary', 'client', 'binary', false)),
      ...(await receiveRow('receive unmasked, ASCII text', 'client', 'ascii', false)),
      ...(await receiveRow('receive unmasked, multi-octet text', 'client', 'multi', false)),
    ]),
  );
}
if (only === undefined || only === 'send') {
  console.log('\nBatches of 64 KiB\n');
  console.log(
    table(head, [
      ...(await sendRow('send unmasked, binary', 'server', 'binary', false)),
      ...(await sendRow('send masked, binary', 'client', 'binary', false)),
      ...(await sendRow('send masked, ASCII text', 'client', 'ascii', false)),
      ...(await sendRow('send unmasked, ASCII text', 'server', 'ascii', false)),
      ...(await sendRow('send masked, multi-octet text', 'client', 'multi', false)),
      ...(await sendRow('send unmasked, multi-octet text', 'server', 'multi', false)),
    ]),
  );
}
if (only === undefined || only === 'calls') {
  console.log('\nOne message a call\n');
  console.log(
    table(head.slice(0, 1 + oneSizes.length), [
      ...(await receiveRow('receive masked, binary', 'server', 'binary', true)),
      ...(await receiveRow('receive masked, ASCII text', 'server', 'ascii', true)),
      ...(await receiveRow('receive unmasked, binary', 'client', 'binary', true)),
      ...(await receiveRow('receive unmasked, ASCII text', 'client', 'ascii', true)),
      ...(await sendRow('send unmasked, binary', 'server', 'binary', true)),
      ...(await sendRow('send masked, binary', 'client', 'binary', true)),
      ...(await sendRow('send masked, ASCII text', 'client', 'ascii', true)),
    ]),
  );
}
if (only === undefined || only === 'odd') {
  const big = wireFrame('client', contentOf('binary', 65_536));
  const million = wireFrame('client', contentOf('binary', 1_048_576));
  const plainMillion = wireFrame('server', contentOf('binary', 1_048_576));
  const packet = Buffer.concat(
    Array.from({ length: 16 }, () => wireFrame('client', contentOf('binary', 16_384))),
  );
  const plainPacket = Buffer.concat(
    Array.from({ length: 16 }, () => wireFrame('server', contentOf('binary', 16_384))),
  );
  console.log('\nOdd shapes\n');
  console.log(
    table(
      ['work', 'relative to ws'],
      [
        ...(await oddRow('one masked 64 KiB frame in one-octet chunks', 'server', cut(big, 1), 1)),
        ...(await oddRow(
          '10,000 fragments of one message',
          'server',
          cut(fragmented('binary', 1_000_000, 10_000), chunkSize),
          1,
        )),
        ...(await oddRow(
          '10,000 fragments, text',
          'server',
          cut(fragmented('ascii', 1_000_000, 10_000), chunkSize),
          1,
        )),
        ...(await oddRow('masked 1 MiB in 64 KiB chunks', 'server', cut(million, chunkSize), 1)),
        ...(await unmaskedRow('unmasked 1 MiB in 64 KiB chunks', cut(plainMillion, chunkSize), 1)),
        ...(await oddRow('masked 16 KiB messages in 1,400-octet chunks', 'server', cut(packet, 1400), 16)),
        ...(await unmaskedRow('unmasked 16 KiB messages in 1,400-octet chunks', cut(plainPacket, 1400), 16)),
      ],
    ),
  );
}
