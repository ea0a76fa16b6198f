import { randomFillSync } from 'node:crypto';
import { encode } from '@sansws/core';
import type { Outbound } from '@sansws/core';
import { expect, test } from 'vitest';
import { tracer } from '../demo/trace.mjs';

/** What the trace says of octets that come in chunks of `size`, its time left out. */
function traced(sender: 'client' | 'server', octets: Uint8Array, size: number, coloured = false): string[] {
  const lines: string[] = [];
  const hear = tracer({ print: (line: string) => lines.push(line), now: () => 0, coloured });
  for (let at = 0; at < octets.length; at += size) hear(sender, octets.subarray(at, at + size));
  return lines.map((line) => line.replace('    0.0 ms  ', ''));
}

function octetsOf(head: readonly string[], outbound: readonly Outbound[]): Uint8Array {
  const keys = randomFillSync(new Uint32Array(outbound.length));
  const frames = encode(outbound, keys);
  return Buffer.concat([Buffer.from([...head, '\r\n'].join('\r\n')), ...(frames.ok ? frames.value : [])]);
}

function frame(
  opcode: 0 | 1 | 2 | 8 | 9,
  fin: boolean,
  payload: Uint8Array | string,
  masked: boolean,
): Outbound {
  return { type: 'frame', fin, reserved: 0, opcode, masked, payload };
}

test('a client: request, whole and fragmented messages, however the octets are cut', () => {
  const octets = octetsOf(
    ['GET /chat HTTP/1.1', 'Host: h'],
    [
      frame(1, true, 'Grüße', true),
      frame(2, false, new Uint8Array(20), true),
      ...Array.from({ length: 3 }, () => frame(0, false, new Uint8Array(1_000), true)),
      frame(0, true, Uint8Array.of(1, 255), true),
      frame(9, true, new Uint8Array(0), true),
      frame(8, true, Uint8Array.of(0x03, 0xe8, 0x6f, 0x6b), true),
    ],
  );
  for (const size of [octets.length, 1, 7]) {
    expect(traced('client', octets, size)).toEqual([
      '→ GET /chat HTTP/1.1, 1 header lines',
      '→ text         fin masked          7  "Grüße"',
      '→ binary           masked         20  00 00 00 00 00 00 00 00 00 00 00 00 …',
      '→ …                            3,000  3 frames more',
      '→ continuation fin masked          2  01 ff',
      '→ ping         fin masked          0',
      '→ close        fin masked          4  1000 "ok"',
    ]);
  }
});

test('a server: a response and its frames, or a body', () => {
  const long = 'x'.repeat(60);
  const open = octetsOf(['HTTP/1.1 101 Switching Protocols'], [frame(1, true, long, false)]);
  expect(traced('server', open, 5)).toEqual([
    '← HTTP/1.1 101 Switching Protocols, 0 header lines',
    `← text         fin                60  "${'x'.repeat(56)}…"`,
  ]);
  const refused = Buffer.from('HTTP/1.1 403 Forbidden\r\nA: b\r\n\r\nno');
  expect(traced('server', refused, refused.length)).toEqual([
    '← HTTP/1.1 403 Forbidden, 1 header lines',
    '← body                             2  "no"',
  ]);
});

test('what breaks a rule is shown with the rule, what is no HTTP too, and nothing after it', () => {
  const broken = octetsOf(['GET / HTTP/1.1'], [frame(1, true, 'Hi', false), frame(1, true, 'more', true)]);
  expect(traced('client', broken, broken.length)).toEqual([
    '→ GET / HTTP/1.1, 0 header lines',
    '→ ?                               14  octet 1: A client masks every frame (RFC 6455 §5.1)',
  ]);
  expect(traced('client', Buffer.from('\u0016\u0003\u0001'), 1)).toEqual([
    expect.stringMatching(/^→ no HTTP: /u),
  ]);
});

test('colours only where they are asked for', () => {
  const [plain] = traced('server', Buffer.from('HTTP/1.1 101\r\n\r\n'), 99);
  const [coloured] = traced('server', Buffer.from('HTTP/1.1 101\r\n\r\n'), 99, true);
  expect(plain).not.toContain('\u001b');
  expect(coloured).toContain('\u001b[32m');
});
