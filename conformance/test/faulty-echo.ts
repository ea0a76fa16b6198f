// An echo server that keeps the rules of RFC 6455, but for the faults that it is told to have.
import { writeFrame } from '../src/fuzzer/framing.ts';
import type { Endpoint } from '../src/fuzzer/play-directly.ts';
import { close, closeWith, frame, pong } from '../src/vectors/frames.ts';

/** What the echo can do wrong. */
export type Fault =
  | 'no look at reserved bits'
  | 'reserved opcodes skipped'
  | 'fragmented control frames taken'
  | 'long control frames taken'
  | 'a stray continuation begins a message'
  | 'a final stray continuation is a message'
  | 'a message may begin inside another'
  | 'no pong'
  | 'pongs without their payload'
  | 'no look at UTF-8'
  | 'UTF-8 looked at once the message is whole'
  | 'any status code taken'
  | 'any close reason taken'
  | 'a close body of one octet taken'
  | 'no Close in answer'
  | 'failing without a code'
  | 'failing without a Close'
  | 'going on after a Close'
  | 'TCP kept up'
  | 'everything echoed as text'
  | 'the last octet lost';

const known = new Set([0x0, 0x1, 0x2, 0x8, 0x9, 0xa]);
const goodCode = (code: number): boolean =>
  (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);

/** The echo; a server, so what it reads is masked. */
export class FaultyEcho implements Endpoint {
  keepsTransport = true;
  readonly #has: (fault: Fault) => boolean;
  readonly #write: (octets: Uint8Array) => void;
  #unread: Buffer = Buffer.alloc(0);
  #message: { readonly opcode: number; payload: Buffer } | null = null;
  #over = false;

  constructor(fault: Fault | null, write: (octets: Uint8Array) => void) {
    this.#has = (one) => one === fault;
    this.#write = write;
  }

  receive(octets: Uint8Array): void {
    this.#unread = Buffer.concat([this.#unread, octets]);
    while (!this.#over && this.#readFrame());
  }

  receiveEnd(): void {
    this.#over = true;
  }

  /** Reads one frame; false when it is not all there, of which only text is looked at already. */
  #readFrame(): boolean {
    const [first = 0, second = 0] = this.#unread;
    const short = second & 0x7f;
    const keyAt = 2 + (short < 126 ? 0 : short === 126 ? 2 : 8);
    if (this.#unread.length < keyAt + 4) return false;
    const length =
      short < 126
        ? short
        : short === 126
          ? this.#unread.readUInt16BE(2)
          : Number(this.#unread.readBigUInt64BE(2));
    const key = this.#unread.subarray(keyAt, keyAt + 4);
    const payload = this.#unread
      .subarray(keyAt + 4, keyAt + 4 + length)
      .map((octet, at) => octet ^ (key[at & 3] ?? 0));
    const fin = (first & 0x80) !== 0;
    const opcode = first & 0x0f;
    if (this.#headerIsWrong(first, length)) {
      this.#fail(1002);
      return false;
    }
    const whole = payload.length === length;
    if (opcode < 0x8 && !this.#has('UTF-8 looked at once the message is whole')) {
      const kind = this.#message?.opcode ?? opcode;
      const sofar = Buffer.concat([this.#message?.payload ?? Buffer.alloc(0), payload]);
      if (kind === 0x1 && !this.#isText(sofar, whole && fin)) {
        this.#fail(1007);
        return false;
      }
    }
    if (!whole) return false;
    this.#unread = this.#unread.subarray(keyAt + 4 + length);
    this.#takeFrame(opcode, fin, Buffer.from(payload));
    return true;
  }

  #headerIsWrong(first: number, length: number): boolean {
    const opcode = first & 0x0f;
    const fin = (first & 0x80) !== 0;
    const inside = this.#message !== null;
    if ((first & 0x70) !== 0 && !this.#has('no look at reserved bits')) return true;
    if (!known.has(opcode)) return !this.#has('reserved opcodes skipped');
    if (opcode >= 0x8) {
      if (!fin && !this.#has('fragmented control frames taken')) return true;
      return length > 125 && !this.#has('long control frames taken');
    }
    if (opcode !== 0x0) return inside && !this.#has('a message may begin inside another');
    if (inside) return false;
    return !this.#has(
      fin ? 'a final stray continuation is a message' : 'a stray continuation begins a message',
    );
  }

  #takeFrame(opcode: number, fin: boolean, payload: Buffer): void {
    if (opcode === 0x8) this.#takeClose(payload);
    else if (opcode === 0x9) {
      const answer = this.#has('pongs without their payload') ? '' : payload;
      if (!this.#has('no pong')) this.#write(writeFrame(pong(answer), null));
    } else if (opcode <= 0x2) this.#takeFragment(opcode, fin, payload);
  }

  #takeFragment(opcode: number, fin: boolean, fragment: Buffer): void {
    const begun = opcode === 0x0 ? this.#message : null;
    const kind = begun?.opcode ?? (opcode === 0x0 ? 0x1 : opcode);
    const payload = Buffer.concat([begun?.payload ?? Buffer.alloc(0), fragment]);
    this.#message = fin ? null : { opcode: kind, payload };
    if (!fin) return;
    if (kind === 0x1 && !this.#isText(payload, true)) {
      this.#fail(1007);
      return;
    }
    const answer = this.#has('the last octet lost') ? payload.subarray(0, -1) : payload;
    this.#write(writeFrame(frame(this.#has('everything echoed as text') ? 0x1 : kind, answer), null));
  }

  #takeClose(body: Buffer): void {
    const code = body.length >= 2 ? body.readUInt16BE(0) : 1000;
    if (body.length === 1 && !this.#has('a close body of one octet taken')) this.#fail(1002);
    else if (!goodCode(code) && !this.#has('any status code taken')) this.#fail(1002);
    else if (!isUtf8(body.subarray(2), true) && !this.#has('any close reason taken')) this.#fail(1007);
    else {
      if (!this.#has('no Close in answer')) this.#write(writeFrame(close(code), null));
      this.#end();
    }
  }

  #fail(code: number): void {
    if (this.#has('failing without a code')) this.#write(writeFrame(closeWith(''), null));
    else if (!this.#has('failing without a Close')) this.#write(writeFrame(close(code), null));
    this.#end();
  }

  #end(): void {
    this.#over = !this.#has('going on after a Close');
    this.keepsTransport = this.#has('TCP kept up');
  }

  #isText(octets: Uint8Array, whole: boolean): boolean {
    return this.#has('no look at UTF-8') || isUtf8(octets, whole);
  }
}

function isUtf8(octets: Uint8Array, whole: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(octets, { stream: !whole });
    return true;
  } catch {
    return false;
  }
}
