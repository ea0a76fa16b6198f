import { randomNumber, twinEncode, twoOctets, type Standing } from '@sansws/testing';
import { expect, test } from 'vitest';
import { establish, receive, send, type Connection } from '../../src/connection/index.ts';
import type { Role } from '../../src/vocabulary/index.ts';

const standings = ['fresh', 'inside-message', 'closing'] as const;
const roles = ['client', 'server'] as const;

for (const role of roles) {
  for (const standing of standings) {
    test(`FR35 all 65,536 first two octets, to a ${role}, ${standing}`, () => {
      const { connection, offset } = standingAt(role, standing);
      const wrong: string[] = [];
      for (let first = 0; first < 256; first++) {
        for (let second = 0; second < 256; second++) {
          const expected = twoOctets(first, second, role, standing);
          const { events } = receive(connection, Uint8Array.of(first, second), 0);
          const failed = events.find((event) => event.type === 'failed');
          const found =
            failed === undefined ? 'fine' : `${failed.violation.name} @${failed.violation.offset}`;
          const awaited = expected === null ? 'fine' : `${expected.name} @${offset + expected.offset}`;
          if (found !== awaited) wrong.push(`${hex(first)} ${hex(second)}: ${found}, not ${awaited}`);
        }
      }
      expect(wrong).toEqual([]);
    });
  }
}

/** A connection that stands there, and how many octets it took. */
function standingAt(role: Role, standing: Standing): { connection: Connection; offset: number } {
  const { connection } = establish({ role }, 0);
  if (standing === 'fresh') return { connection, offset: 0 };
  if (standing === 'closing') {
    const step = send(connection, { type: 'close' }, 0);
    if (!step.ok) throw new Error(step.problem.sentence);
    return { connection: step.value.connection, offset: 0 };
  }
  const begun = { fin: false, reserved: 0, opcode: 0x2, payload: Uint8Array.of(1) } as const;
  const octets = twinEncode(begun, role === 'server' ? randomNumber(1, 1) : null);
  return { connection: receive(connection, octets, 0).connection, offset: octets.length };
}

function hex(octet: number): string {
  return octet.toString(16).padStart(2, '0');
}
