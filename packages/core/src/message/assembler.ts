/**
 * Payloads of data frames to messages (RFC 6455 §5.4), through the extensions (§9), with text checked as its
 * octets appear (§8.1).
 *
 * @module
 */

import { copyMaskedByHand } from '../bytes/masking.ts';
import { believable, gather, gatherNothing, gathered, makeRoom } from '../bytes/gathered.ts';
import type { Gathered } from '../bytes/gathered.ts';
import { joined } from '../bytes/joined.ts';
import { copyOf, rangeOf } from '../bytes/octets.ts';
import { inRow, withPieces } from '../bytes/runs.ts';
import { betweenCharacters, validateUtf8 } from '../bytes/utf8.ts';
import { inboundThrough } from '../extension/chain.ts';
import type { FrameHeader } from '../frame/frame.ts';
import { opcodes } from '../vocabulary/opcode.ts';
import type { ViolationName } from '../vocabulary/violation.ts';
import { nothing, nothingGathered, runsOf } from './inbound.ts';
import type { InboundRules, MessageUnderWay } from './inbound.ts';
import type { Message } from './message.ts';

/** What became of some payload: the message as it stands (`null` once it ended), or a fault. */
export interface Taken {
  readonly message: MessageUnderWay | null;
  readonly states: readonly unknown[];
  readonly violation: ViolationName | null;
  /** The octet of the chunk that is at fault; `null` when extensions stand between the fault and the octets. */
  readonly at: number | null;
}

/** Octets from here on are checked by the runtime's own UTF-8 check first, if it has one. */
const manyOctets = 1_024;

/** Up to so many octets are copied by hand: making views of them for others to work on costs more. */
const fewOctets = 128;

/** The message as it stands once the header of one more of its frames has come, and `come` octets behind it. */
export function withFrame(
  message: MessageUnderWay | null,
  header: FrameHeader,
  rules: InboundRules,
  come = 0,
): MessageUnderWay {
  const { payloadLength } = header;
  if (message !== null) {
    return {
      opcode: message.opcode,
      fragments: message.fragments + 1,
      octets: message.octets + payloadLength,
      reserved: message.reserved,
      begun: message.begun,
      inflated: message.inflated,
      utf8: message.utf8,
      full: message.full,
      gathered: message.gathered,
    };
  }
  return {
    opcode: header.opcode === opcodes.text ? 0x1 : 0x2,
    fragments: 1,
    octets: payloadLength,
    reserved: header.reserved,
    begun: false,
    inflated: 0,
    utf8: betweenCharacters,
    full: null,
    gathered: goesStraight(rules)
      ? gatherNothing(believable(payloadLength, come), rules.primitives.allocateHeld)
      : nothingGathered,
  };
}

/**
 * Takes `chunk[from]` up to `chunk[to]`, payload of a data frame of which `received` octets came before.
 * `final` says that the message ends here. Messages and parts that are complete go to `out`.
 */
export function takePayload(
  message: MessageUnderWay,
  states: readonly unknown[],
  header: FrameHeader,
  received: number,
  chunk: Uint8Array,
  from: number,
  to: number,
  final: boolean,
  rules: InboundRules,
  out: Message[],
): Taken {
  if (goesStraight(rules)) {
    return takeDirectly(message, states, header, received, chunk, from, to, final, rules, out);
  }
  const octets = ownCopy(chunk, from, to, header, received, rules);
  if (rules.sessions.length === 0) {
    const taken = takePieces(message, states, [octets], final, rules, out);
    return taken.at === null ? taken : { ...taken, at: from + taken.at };
  }
  const part = {
    opcode: message.opcode,
    reserved: message.begun ? 0 : message.reserved,
    first: !message.begun,
    final,
    payload: octets,
    compress: true,
  };
  const room = rules.limits.inflatedPayload - message.inflated;
  const chained = inboundThrough(rules.sessions, states, part, room);
  if (!chained.ok) {
    const before = textBefore(message, chained.before, rules);
    return fault(states, before < 0 ? 'text-not-utf8' : chained.violation, null);
  }
  // With the states that came of it: whoever retires them has what stands beside them.
  if (chained.reserved !== 0) return fault(chained.states, 'extension-data-forbidden', null);
  const taken = takePieces(message, chained.states, chained.payload, final, rules, out);
  return taken.at === null ? taken : { ...taken, at: null };
}

/** Whether octets go straight to where the message is gathered: no extensions, whole messages. */
export function goesStraight(rules: InboundRules): boolean {
  return !rules.parts && rules.sessions.length === 0;
}

/**
 * The message with more of its payload, put straight to where it is gathered; with a `utf8` that is negative, the
 * complement of an index in `gathered`, if that cannot be text any more.
 */
export function withPayload(
  message: MessageUnderWay,
  header: FrameHeader,
  received: number,
  chunk: Uint8Array,
  from: number,
  to: number,
  rules: InboundRules,
): MessageUnderWay {
  const before = message.gathered.length;
  const { primitives, limits } = rules;
  const most = limits.messagePayload;
  const all = makeRoom(message.gathered, to - from, primitives.allocateHeld, message.octets, most);
  const isAscii = fill(all.store, before, chunk, from, to, header, received, rules);
  let { utf8 } = message;
  if (message.opcode === opcodes.text && (!isAscii || utf8 !== betweenCharacters)) {
    utf8 = validate(utf8, all.store, before, all.length, rules);
  }
  return {
    opcode: message.opcode,
    fragments: message.fragments,
    octets: message.octets,
    reserved: message.reserved,
    begun: true,
    inflated: all.length,
    utf8,
    full: message.full,
    gathered: all,
  };
}

/** The usual way: octets go straight to where the message is gathered, those that end it to where it is delivered. */
function takeDirectly(
  message: MessageUnderWay,
  states: readonly unknown[],
  header: FrameHeader,
  received: number,
  chunk: Uint8Array,
  from: number,
  to: number,
  final: boolean,
  rules: InboundRules,
  out: Message[],
): Taken {
  const before = message.gathered.length;
  if (final && message.opcode === opcodes.binary) {
    const data = rules.primitives.allocate(before + to - from);
    data.set(gathered(message.gathered), 0);
    fill(data, before, chunk, from, to, header, received, rules);
    out.push({ type: 'binary', data });
    return { message: null, states, violation: null, at: null };
  }
  const next = withPayload(message, header, received, chunk, from, to, rules);
  if (next.utf8 < 0) return fault(states, 'text-not-utf8', from + ~next.utf8 - before);
  if (!final) return { message: next, states, violation: null, at: null };
  if (next.utf8 !== betweenCharacters) return fault(states, 'text-not-utf8', to - 1);
  deliverText(gathered(next.gathered), rules, out);
  return { message: null, states, violation: null, at: null };
}

/** Puts `chunk[from]` up to `chunk[to]`, unmasked, to `target[at]`. True if it was seen to be ASCII. */
export function fill(
  target: Uint8Array,
  at: number,
  chunk: Uint8Array,
  from: number,
  to: number,
  header: FrameHeader,
  received: number,
  rules: InboundRules,
): boolean {
  if (to - from <= fewOctets) {
    return copyMaskedByHand(chunk, from, to, target, at, header.maskingKey, received);
  }
  if (header.masked) {
    rules.primitives.copyMasked(chunk, from, to, target, at, header.maskingKey, received);
  } else {
    target.set(rangeOf(chunk, from, to), at);
  }
  return false;
}

/** The other ways: octets in memory of our own, to be delivered as parts or gathered to a whole. */
function takePieces(
  message: MessageUnderWay,
  states: readonly unknown[],
  pieces: readonly Uint8Array[],
  final: boolean,
  rules: InboundRules,
  out: Message[],
): Taken {
  let utf8 = message.utf8;
  let kept = message.gathered;
  let inflated = message.inflated;
  const last = pieces.length - 1;
  for (let index = 0; index <= last; index++) {
    const octets = pieces[index] as Uint8Array;
    const before = inflated;
    inflated += octets.length;
    if (message.opcode === opcodes.text) {
      utf8 = validate(utf8, octets, 0, octets.length, rules);
      if (utf8 < 0) return fault(states, 'text-not-utf8', before - message.inflated + ~utf8);
    }
    if (!rules.parts) continue;
    kept = deliverPart(message.opcode, kept, octets, utf8, final && index === last, rules, out);
  }
  if (final && utf8 !== betweenCharacters) {
    return fault(states, 'text-not-utf8', inflated - message.inflated - 1);
  }
  if (final) {
    if (!rules.parts) deliverWhole(message, pieces, rules, out);
    // The end of a message is told even if the extensions gave nothing at the end.
    else if (last < 0) deliverPart(message.opcode, kept, nothing, utf8, true, rules, out);
    return { message: null, states, violation: null, at: null };
  }
  const runs = rules.parts ? null : withPieces(runsOf(message), pieces);
  const next: MessageUnderWay = {
    opcode: message.opcode,
    fragments: message.fragments,
    octets: message.octets,
    reserved: message.reserved,
    begun: true,
    inflated,
    utf8,
    full: runs === null ? null : runs.full,
    gathered: runs === null ? kept : runs.open,
  };
  return { message: next, states, violation: null, at: null };
}

/** Every octet has been validated on its way in, so there is a string. */
function deliverText(octets: Uint8Array, rules: InboundRules, out: Message[]): void {
  out.push({ type: 'text', text: rules.primitives.decodeText(octets, 0, octets.length, false) as string });
}

/** Delivers a message that ends with these pieces. What extensions gave may be theirs: octets are copied, once. */
function deliverWhole(
  message: MessageUnderWay,
  pieces: readonly Uint8Array[],
  rules: InboundRules,
  out: Message[],
): void {
  const all = message.inflated === 0 ? pieces : [...inRow(runsOf(message)), ...pieces];
  const octets = joined(all);
  if (message.opcode === opcodes.text) deliverText(octets, rules, out);
  else out.push({ type: 'binary', data: all.length === 1 ? copyOf(octets) : octets });
}

/** Delivers what can be delivered of a part; gives the octets of a cut character, to be kept. */
function deliverPart(
  opcode: 0x1 | 0x2,
  kept: Gathered,
  octets: Uint8Array,
  utf8: number,
  final: boolean,
  rules: InboundRules,
  out: Message[],
): Gathered {
  if (opcode === opcodes.binary) {
    if (octets.length > 0 || final) out.push({ type: 'binary-part', data: octets, final });
    return nothingGathered;
  }
  const all = gather(kept, octets, 0, octets.length);
  // A message that ends inside a character is a fault, which the caller tells: nothing is delivered then.
  if (final && utf8 !== betweenCharacters) return nothingGathered;
  const whole = characterEnd(all.store, all.length, utf8);
  if (whole > 0 || final) {
    const text = rules.primitives.decodeText(all.store, 0, whole, false) as string;
    out.push({ type: 'text-part', text, final });
  }
  return whole === all.length ? nothingGathered : gather(nothingGathered, all.store, whole, all.length);
}

/** Where the last whole character ends in `octets` up to `length`, given what must still follow. */
function characterEnd(octets: Uint8Array, length: number, utf8: number): number {
  if (utf8 === betweenCharacters) return length;
  let end = length - 1;
  while (((octets[end] as number) & 0xc0) === 0x80) end--;
  return end;
}

/** What stands before a fault is judged before it: where UTF-8 stands then, negative if it is none. */
function textBefore(message: MessageUnderWay, pieces: readonly Uint8Array[], rules: InboundRules): number {
  let { utf8 } = message;
  if (message.opcode !== opcodes.text) return utf8;
  for (const octets of pieces) {
    if (utf8 >= 0) utf8 = validate(utf8, octets, 0, octets.length, rules);
  }
  return utf8;
}

function validate(state: number, octets: Uint8Array, from: number, to: number, rules: InboundRules): number {
  if (state === betweenCharacters && to - from >= manyOctets) {
    // The runtime's check first; it knows only whole text, so a character that is cut stays behind.
    let cut = to;
    while (((octets[cut - 1] as number) & 0xc0) === 0x80 && to - cut < 3) cut--;
    if ((octets[cut - 1] as number) >= 0xc0) cut--;
    else cut = to;
    const whole = new Uint8Array(octets.buffer, octets.byteOffset + from, cut - from);
    if (rules.primitives.isUtf8(whole)) return validateUtf8(betweenCharacters, octets, cut, to);
  }
  return validateUtf8(state, octets, from, to);
}

function ownCopy(
  chunk: Uint8Array,
  from: number,
  to: number,
  header: FrameHeader,
  received: number,
  rules: InboundRules,
): Uint8Array {
  const octets = rules.primitives.allocate(to - from);
  if (header.masked) rules.primitives.copyMasked(chunk, from, to, octets, 0, header.maskingKey, received);
  else octets.set(rangeOf(chunk, from, to), 0);
  return octets;
}

function fault(states: readonly unknown[], violation: ViolationName, at: number | null): Taken {
  return { message: null, states, violation, at };
}
