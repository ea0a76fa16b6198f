/**
 * Laws of permessage-deflate (RFC 7692) with any engine: what was sent is read, values stay values, and nobody can see
 * how many live streams are kept.
 *
 * @module
 */

import fc from 'fast-check';
import type { DeflateEngine } from '@sansws/core/permessage-deflate';
import {
  deflateHarm,
  deflateScript,
  type DeflateHarm,
  type DeflateScript,
} from '../arbitraries/deflating.ts';
import { joined, same } from '../same.ts';
import { twinInflate } from '../twin/inflate.ts';
import { arriving, endOf, readAll, receiverOf, recycling, sendAll } from './deflate-ends.ts';
import type { Call, End, Sent } from './deflate-ends.ts';
import { shown, tryLaw, type Judgement, type Trial } from './law.ts';

/**
 * All laws of this file, each on every input.
 *
 * `other` is another engine: what both inflate must be the same, also of what is no DEFLATE data.
 *
 * @example
 * ```ts
 * import { everyDeflatingLaw } from '@sansws/testing';
 * import { pakoEngine } from '@sansws/deflate-pako';
 * import { zlibEngine } from '@sansws/deflate-zlib';
 * everyDeflatingLaw(zlibEngine(), pakoEngine(), { runs: 10 });
 * ```
 */
export function everyDeflatingLaw(judged: DeflateEngine, other: DeflateEngine, trial: Trial): void {
  const [engine, twin] = [recycling(judged), recycling(other)];
  tryLaw(
    'permessage-deflate',
    fc.tuple(deflateScript(), deflateHarm()),
    ([script, harm]) => {
      const sent = sendAll(endOf(engine, script, script.sender, 1_000), script);
      const judgements: readonly (readonly [string, () => Judgement])[] = [
        ['round trip and chunks', () => isReadBack(engine, script, sent)],
        ['windows', () => keepsItsWindow(script, sent)],
        ['the cache is invisible', () => cacheIsInvisible(engine, script, sent)],
        ['persistence', () => oldValuesAnswer(engine, script)],
        ['snapshots', () => snapshotsGoOn(engine, script, sent)],
        ['room', () => keepsToRoom(engine, script, sent)],
        ['engines are alike', () => inflatesAlike(engine, twin, script, sent, harm)],
      ];
      for (const [name, judge] of judgements) {
        const wrong = judge();
        if (wrong !== null) return `${name}: ${wrong}`;
      }
      return null;
    },
    trial,
  );
}

function isReadBack(engine: DeflateEngine, script: DeflateScript, sent: readonly Sent[]): Judgement {
  const expected = script.messages.map(({ payload }) => payload);
  for (const way of [{ type: 'whole' } as const, script.way]) {
    const { messages, fault } = readAll(receiverOf(engine, script, 1_000), arriving(sent, way));
    if (fault !== null || !same(messages, expected)) return `${fault ?? ''} ${shown(messages)} was read`;
  }
  return null;
}

/** What was promised (RFC 7692 §7.1), looked at by the slow twin: how far back, and whether into messages before. */
function keepsItsWindow({ sender, answer, messages }: DeflateScript, sent: readonly Sent[]): Judgement {
  const isClient = sender === 'client';
  const forgets = (isClient ? answer.clientNoContextTakeover : answer.serverNoContextTakeover) === true;
  const bits = Number((isClient ? answer.clientMaxWindowBits : answer.serverMaxWindowBits) ?? 15);
  let history: Uint8Array = new Uint8Array(0);
  for (const [index, { reserved, parts }] of sent.entries()) {
    if (reserved === 0) continue;
    const { payload } = messages[index] as DeflateScript['messages'][number];
    const wire = joined([...parts, Uint8Array.of(0x00, 0x00, 0xff, 0xff)]);
    const { plain, farthest, isWhole } = twinInflate(wire, forgets ? new Uint8Array(0) : history);
    if (!isWhole || !same(plain, Uint8Array.from(payload))) return `the slow twin reads ${shown(plain)}`;
    if (farthest > 2 ** bits) return `a distance of ${farthest} with a window of ${bits} bits`;
    history = joined([history, plain]);
  }
  return null;
}

function cacheIsInvisible(engine: DeflateEngine, script: DeflateScript, sent: readonly Sent[]): Judgement {
  const wire = arriving(sent, script.way);
  const views = [0, 1, 1_000].map((size) => {
    const receiver = receiverOf(engine, script, size);
    const { state, ...read } = readAll(receiver, wire);
    const sender = endOf(engine, script, script.sender, size);
    const calls: Call[] = [];
    const resent = sendAll(sender, script, calls);
    if (receiver.cache.size() > size || sender.cache.size() > size) throw new Error('a cache grew too large');
    // Octets may differ, for an encoder may choose; what they say and what is remembered may not.
    return {
      read,
      kept: receiver.session.snapshot(state),
      resent: readAll(receiverOf(engine, script, size), arriving(resent, script.way)).messages,
      states: calls.map((call) => sender.session.snapshot(call.state)),
    };
  });
  const odd = views.findIndex((one) => !same(one, views[0]));
  return odd < 0
    ? null
    : `with ${String([0, 1, 1_000][odd])} streams ${shown(views[odd])}, with none ${shown(views[0])}`;
}

function oldValuesAnswer(engine: DeflateEngine, script: DeflateScript): Judgement {
  const sender = endOf(engine, script, script.sender, 2);
  const sends: Call[] = [];
  const sent = sendAll(sender, script, sends);
  const receiver = receiverOf(engine, script, 2);
  const reads: Call[] = [];
  readAll(receiver, arriving(sent, script.way), 1_000_000, reads);
  for (const pick of script.order) {
    const read = reads[pick % Math.max(reads.length, 1)];
    if (read !== undefined && !same(told(receiver, read), told(receiver, again(receiver, read)))) {
      return `call ${pick % reads.length} of the receiver answers otherwise`;
    }
    const send = sends[pick % Math.max(sends.length, 1)];
    if (send === undefined) continue;
    const { state, part } = send;
    const result = sender.session.outbound(state, part);
    if (!result.ok || !send.result.ok) return 'a sender failed';
    const [one, two] = [sender.session.snapshot(result.state), sender.session.snapshot(send.result.state)];
    if (!same(one, two)) return `call ${pick % sends.length} of the sender remembers otherwise`;
  }
  return null;
}

function again({ session }: End, { state, part }: Call): Call {
  return { state, part, result: session.inbound(state, part, 1_000_000) };
}

/** What a call says, apart from where it cut its pieces. */
function told({ session }: End, { result }: Call): unknown {
  if (!result.ok) return [result.violation, joined(result.before ?? [])];
  return [session.snapshot(result.state), result.reserved, joined(result.payload)];
}

function snapshotsGoOn(engine: DeflateEngine, script: DeflateScript, sent: readonly Sent[]): Judgement {
  const all = arriving(sent, script.way).flat();
  const at = (script.order[0] ?? 0) % Math.max(all.length, 1);
  const first = receiverOf(engine, script, 10);
  const second = receiverOf(engine, script, 10);
  const pieces: Uint8Array[] = [];
  let state: unknown = first.session.initial;
  for (const [index, part] of all.entries()) {
    const { session } = index < at ? first : second;
    if (index === at) state = session.resume(JSON.parse(JSON.stringify(first.session.snapshot(state))));
    const result = session.inbound(state, part, 1_000_000);
    if (!result.ok) return `after a snapshot at part ${at}: ${result.violation}`;
    pieces.push(...result.payload);
    state = result.state;
  }
  const expected = joined(script.messages.map(({ payload }) => payload));
  return same(joined(pieces), expected) ? null : `after a snapshot at part ${at}: ${shown(joined(pieces))}`;
}

function keepsToRoom(engine: DeflateEngine, script: DeflateScript, sent: readonly Sent[]): Judgement {
  const lengths = script.messages.map(({ payload }) => payload.length);
  const longest = Math.max(0, ...lengths);
  for (const room of new Set([longest, Math.max(longest - 1, 0), longest >> 1])) {
    const read = readAll(receiverOf(engine, script, 10), arriving(sent, script.way), room);
    const tooLong = lengths.findIndex((length) => length > room);
    const fault = tooLong < 0 ? null : 'inflated-message-too-big';
    if (read.fault !== fault) return `room for ${room}: ${String(read.fault)}, not ${String(fault)}`;
    if (fault !== null && read.before.length !== room) return `room for ${room}: ${read.before.length} came`;
  }
  return null;
}

function inflatesAlike(
  engine: DeflateEngine,
  twin: DeflateEngine,
  script: DeflateScript,
  sent: readonly Sent[],
  harm: DeflateHarm,
): Judgement {
  const hurt = sent.map((message) => harmed(message, harm));
  const whole = arriving(hurt, { type: 'whole' });
  const cuts = arriving(hurt, script.way);
  const answers = [
    readAll(receiverOf(engine, script, 1_000), whole, 20_000),
    readAll(receiverOf(engine, script, 1_000), cuts, 20_000),
    readAll(receiverOf(engine, script, 0), cuts, 20_000),
    readAll(receiverOf(twin, script, 1_000), whole, 20_000),
    readAll(receiverOf(twin, script, 1_000), cuts, 20_000),
  ].map(({ messages, fault, before }) => ({ messages, fault, before }));
  const odd = answers.findIndex((one) => !same(one, answers[0]));
  return odd < 0
    ? null
    : `way ${odd} gives ${shown(answers[odd])}, way 0 ${shown(answers[0])} of ${shown(hurt)}`;
}

function harmed(message: Sent, { changes, missing }: DeflateHarm): Sent {
  const all = joined(message.parts);
  const end = message.reserved === 0 ? all.length : Math.max(all.length - missing, 0);
  const octets = all.slice(0, end);
  for (const [place, by] of changes) {
    if (octets.length > 0) octets[place % octets.length] = ((octets[place % octets.length] ?? 0) + by) & 0xff;
  }
  return { reserved: message.reserved, parts: [octets] };
}
