import { lengthOctets, shortestForm, type LengthForm } from '@sansws/testing';
import { expect, test } from 'vitest';
import { establish, receive } from '../../src/connection/index.ts';
import { decodeFrames, encode, frameDecoder } from '../../src/frame/index.ts';

const longest = 70_000;
const roles = ['client', 'server'] as const;

for (const role of roles) {
  const decoder = frameDecoder({ role });
  const { connection } = establish({ role }, 0);

  test(`FR11 FR12 every length from 0 to 70,000 in every form, to a ${role}: only the shortest is taken`, () => {
    const wrong: string[] = [];
    for (let length = 0; length <= longest; length++) {
      for (const form of formsOf(length)) {
        const header = headerOf(length, form, role);
        const minimal = form === shortestForm(length);
        const { violation } = decodeFrames(decoder, header);
        const { events } = receive(connection, header, 0);
        const failed = events.find((event) => event.type === 'failed');
        for (const found of [violation, failed?.violation ?? null]) {
          const right = minimal
            ? found === null
            : found?.name === 'length-not-minimal' && found.offset === header.length - 1;
          if (!right) wrong.push(`${length} in ${form} bits: ${found?.name} @${found?.offset}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
}

test('every length from 0 to 70,000 is written in the shortest form', () => {
  const payload = new Uint8Array(longest);
  const wrong: number[] = [];
  for (let length = 0; length <= longest; length++) {
    const frame = {
      type: 'frame',
      fin: true,
      reserved: 0,
      opcode: 0x2,
      masked: false,
      payload: payload.subarray(0, length),
    } as const;
    const segments = encode([frame], new Uint32Array(0));
    if (!segments.ok) throw new Error(segments.problem.sentence);
    const [first = payload] = segments.value;
    const expected = headerOf(length, shortestForm(length), 'client');
    const total = segments.value.reduce((sum, segment) => sum + segment.length, 0);
    const right = expected.every((octet, index) => first[index] === octet);
    if (!right || total !== expected.length + length) wrong.push(length);
  }
  expect(wrong).toEqual([]);
});

/** The forms that can hold the length. */
function formsOf(length: number): readonly LengthForm[] {
  if (length < 126) return [7, 16, 64];
  return length < 65_536 ? [16, 64] : [64];
}

/** The octets of a binary frame up to the last of its length. */
function headerOf(length: number, form: LengthForm, receiver: 'client' | 'server'): Uint8Array {
  const [second = 0, ...rest] = lengthOctets(length, form);
  return Uint8Array.of(0x82, receiver === 'server' ? second + 128 : second, ...rest);
}
