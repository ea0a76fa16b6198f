/** Requests and responses for the tests of the handshake: a good one, and one line changed at a time. */
import type { AnySession, Parameter } from '../../src/extension/extension.ts';
import type { Fields } from '../../src/http/fields.ts';
import type { Result } from '../../src/vocabulary/result.ts';

/** The key and accept of RFC 6455 §1.3. */
export const key = 'dGhlIHNhbXBsZSBub25jZQ==';
export const accept = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';

export const requestFields: Fields = [
  ['Host', 'h'],
  ['Upgrade', 'websocket'],
  ['Connection', 'Upgrade'],
  ['Sec-WebSocket-Key', key],
  ['Sec-WebSocket-Version', '13'],
];

export const responseFields: Fields = [
  ['Upgrade', 'websocket'],
  ['Connection', 'Upgrade'],
  ['Sec-WebSocket-Accept', accept],
];

/** `fields` with these values in place of all lines of that name. */
export function changed(fields: Fields, name: string, ...values: readonly string[]): Fields {
  const others = fields.filter(([each]) => each !== name);
  return [...others, ...values.map((value) => [name, value] as const)];
}

/** A head as text; nothing in it is checked. */
export function headText(startLine: string, fields: Fields): string {
  return `${startLine}\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}

/** The name of the problem, or `ok`. */
export function nameOf(result: Result<unknown, { readonly name: string }>): string {
  return result.ok ? 'ok' : result.problem.name;
}

/** A session that changes nothing. */
export function sessionOf(name: string, reservedBits: number, parameters: readonly Parameter[]): AnySession {
  return {
    name,
    parameters,
    reservedBits,
    initial: null,
    outbound: pass,
    inbound: pass,
    snapshot: none,
    resume: none,
  };
}

const pass: AnySession['outbound'] = (state, part) => {
  return { ok: true, state, reserved: part.reserved, payload: [part.payload] };
};

function none(): null {
  return null;
}
