/** The other end, made of the core's own floors: octets to deliver, and octets read back as frames. */
import { encode } from '@sansws/core';
import type { Outbound } from '@sansws/core';
import { decodeText, encodeText } from '@sansws/core/bytes';
import { concat, fakeWorld, FakeTransport } from './fake.ts';
import type { FakeWorld } from './fake.ts';
import { Service } from '../../src/service.ts';
import type { ServiceOptions } from '../../src/service.ts';
import type { Socket } from '../../src/socket.ts';

/** The request of RFC 6455 §1.3. */
export const request: Uint8Array = head([
  'GET /chat HTTP/1.1',
  'Host: server.example.com',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Protocol: chat, superchat',
  'Sec-WebSocket-Version: 13',
]);

export function head(lines: readonly string[]): Uint8Array {
  return encodeText(`${lines.join('\r\n')}\r\n\r\n`);
}

/** A masked frame, as a client sends it. */
export function frame(opcode: number, payload: Uint8Array | string, fin = true, masked = true): Uint8Array {
  const outbound = { type: 'frame', fin, reserved: 0, opcode, masked, payload } as Outbound;
  const encoded = encode([outbound], Uint32Array.of(0x37fa213d));
  if (!encoded.ok) throw new Error(encoded.problem.detail);
  return concat(encoded.value);
}

export function text(payload: string): Uint8Array {
  return frame(0x1, payload);
}

export function closeFrame(statusCode: number, masked = true): Uint8Array {
  return frame(0x8, Uint8Array.of(statusCode >> 8, statusCode & 0xff), true, masked);
}

export interface SeenFrame {
  readonly fin: boolean;
  readonly opcode: number;
  readonly masked: boolean;
  readonly maskingKey: number;
  readonly payload: Uint8Array;
}

/** The frames in `octets`, read by hand: lengths as the tests send them. */
export function framesIn(octets: Uint8Array): readonly SeenFrame[] {
  const frames: SeenFrame[] = [];
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  let at = 0;
  while (at < octets.length) {
    const first = view.getUint8(at);
    const second = view.getUint8(at + 1);
    const masked = second >= 0x80;
    let length = second & 0x7f;
    at += 2;
    if (length === 126) {
      length = view.getUint16(at);
      at += 2;
    } else if (length === 127) {
      length = Number(view.getBigUint64(at));
      at += 8;
    }
    let maskingKey = 0;
    let payload = octets.slice(at, at + length);
    if (masked) {
      maskingKey = view.getUint32(at);
      const key = octets.slice(at, at + 4);
      at += 4;
      payload = octets.slice(at, at + length).map((octet, index) => octet ^ (key[index & 3] as number));
    }
    at += length;
    frames.push({ fin: first >= 0x80, opcode: first & 0xf, masked, maskingKey, payload });
  }
  return frames;
}

/** Frames as short words: `text Hi`, `close 1000`, `pong 3`. */
export function wordsIn(octets: Uint8Array): readonly string[] {
  const names = ['continuation', 'text', 'binary', '', '', '', '', '', 'close', 'ping', 'pong'];
  return framesIn(octets).map(({ fin, opcode, payload }) => {
    const name = `${names[opcode] ?? '?'}${fin ? '' : '…'}`;
    if (opcode === 8)
      return `${name} ${payload.length < 2 ? 'empty' : (payload[0] as number) * 256 + (payload[1] as number)}`;
    if (opcode === 2 || opcode === 10 || opcode === 9) return `${name} ${payload.length}`;
    return `${name} ${decodeText(payload)}`;
  });
}

/** A server's socket that is open, and its transport; the answer to the handshake has been taken away. */
export interface Served {
  readonly world: FakeWorld;
  readonly transport: FakeTransport;
  readonly service: Service;
  readonly socket: Socket;
}

export function served(options: Partial<ServiceOptions> = {}, asked: Uint8Array = request): Served {
  const world = fakeWorld();
  const transport = new FakeTransport();
  let socket: Socket | null = null;
  const service = new Service(world, {
    origins: 'any',
    keepalive: null,
    ...options,
    onSocket: (opened, given) => {
      socket = opened;
      return options.onSocket?.(opened, given);
    },
  });
  service.accept(transport);
  transport.deliver(asked);
  transport.take();
  return { world, transport, service, socket: socket as unknown as Socket };
}
