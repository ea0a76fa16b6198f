import { expect, test } from 'vitest';
import { gather, gatherNothing } from '../../src/bytes/gathered.ts';
import { inRow } from '../../src/bytes/runs.ts';
import { betweenCharacters, validateUtf8 } from '../../src/bytes/utf8.ts';
import { messageShape, threeBits } from '../../src/connection/message-shape.ts';
import type { Json } from '../../src/connection/shape.ts';
import { runsOf } from '../../src/message/inbound.ts';
import type { MessageUnderWay } from '../../src/message/inbound.ts';

/** A message that ends with these octets. */
function ending(opcode: 0x1 | 0x2, octets: Uint8Array, full: Uint8Array[] = []): MessageUnderWay {
  const before = full.map((run) => ({ octets: run, before: null }))[0] ?? null;
  const utf8 = opcode === 0x1 ? validateUtf8(betweenCharacters, octets, 0, octets.length) : betweenCharacters;
  return {
    opcode,
    fragments: 3,
    octets: 40,
    reserved: 4,
    begun: true,
    inflated: octets.length + (before === null ? 0 : before.octets.length),
    utf8,
    full: before,
    gathered: gather(gatherNothing(64), octets, 0, octets.length),
  };
}

function octetsOf(message: MessageUnderWay): number[] {
  return inRow(runsOf(message)).flatMap((octets) => [...octets]);
}

/** What is read of what was written, with a change. */
function readBack(
  message: MessageUnderWay,
  changes: Readonly<Record<string, Json>> = {},
): MessageUnderWay | undefined {
  return messageShape.read({
    ...(messageShape.write(message) as Readonly<Record<string, Json>>),
    ...changes,
  });
}

test('a message is read back as it stands', () => {
  for (const message of [ending(0x2, Uint8Array.of(1, 0xff)), ending(0x1, Uint8Array.of(0x61, 0xe2, 0x82))]) {
    const again = readBack(message) as MessageUnderWay;
    expect(octetsOf(again)).toEqual(octetsOf(message));
    expect({ ...again, gathered: null }).toEqual({ ...message, gathered: null });
  }
});

test('what extensions gave in several memories is written in one row', () => {
  for (const rest of [new Uint8Array(0), Uint8Array.of(3, 4)]) {
    const message = ending(0x2, rest, [Uint8Array.of(1, 2)]);
    const again = readBack(message) as MessageUnderWay;
    expect([octetsOf(again), again.full]).toEqual([[1, 2, ...rest], null]);
    expect(messageShape.write(again)).toEqual(messageShape.write(message));
  }
});

test('what is none is not read', () => {
  const text = ending(0x1, Uint8Array.of(0x61, 0xe2));
  const changed: readonly Readonly<Record<string, Json>>[] = [
    { utf8: 0 },
    { gathered: '/w==' },
    { opcode: 2 },
    { reserved: 8 },
    { fragments: -1 },
  ];
  expect(changed.map((changes) => readBack(text, changes))).toEqual(changed.map(() => undefined));
  expect([threeBits.read(7), threeBits.read(8)]).toEqual([7, undefined]);
});
