/** Connections in every phase, for the tests of this room. */
import {
  openClient,
  openServer,
  receive,
  receiveEnd,
  send,
  type ClientOptions,
  type Command,
  type Connection,
  type ServerOptions,
  type Step,
} from '../../src/connection/index.ts';
import { headText, requestFields, responseFields } from '../handshake/heads.ts';
import { latin1 } from '../http/cuts.ts';
import { open } from '../splits.ts';
import type { Role } from '../../src/vocabulary/role.ts';

export const nothing: Uint8Array = new Uint8Array(0);
export const request: Uint8Array = latin1(headText('GET /chat HTTP/1.1', requestFields));
export const response: Uint8Array = latin1(headText('HTTP/1.1 101 Switching Protocols', responseFields));
export const refusal: Uint8Array = latin1('HTTP/1.1 403 Forbidden\r\nContent-Length: 5\r\n\r\nsorry');

/** Carries out a command that must not be refused. */
export function done(connection: Connection, command: Command, now = 0): Step {
  const step = send(connection, command, now);
  if (!step.ok) throw new Error(step.problem.sentence);
  return step.value;
}

/** A client whose request is the one that `response` answers. */
export function client(options: Partial<ClientOptions> = {}, now = 0): Step {
  const step = openClient(
    { host: 'h', resourceName: '/chat', nonce: latin1('the sample nonce'), ...options },
    now,
  );
  if (!step.ok) throw new Error(step.problem.sentence);
  return step.value;
}

export function server(options: Partial<ServerOptions> = {}, now = 0): Connection {
  return openServer({ origins: 'any', ...options }, now).connection;
}

/** A server that waits for its application's answer. */
export function deciding(options: Partial<ServerOptions> = {}): Connection {
  return receive(server(options), request, 0).connection;
}

/** A connection in each phase, by name. */
export function everyPhase(role: Role): ReadonlyMap<string, Connection> {
  const refused = receive(client().connection, refusal.subarray(0, -2), 0).connection;
  const failed = receive(open(role), Uint8Array.of(0xff), 0).connection;
  return new Map([
    ['request', receive(server(), request.subarray(0, 20), 0).connection],
    ['empty lines', receive(server(), Uint8Array.of(0x0d, 0x0a, 0x0d), 0).connection],
    ['decision', receive(deciding(), Uint8Array.of(1, 2, 3), 0).connection],
    ['response', receive(client().connection, response.subarray(0, 20), 0).connection],
    ['body', refused],
    ['open', open(role)],
    ['closing', done(open(role), { type: 'close', statusCode: 1000, reason: 'bye' }).connection],
    ['failed', failed],
    ['turned away', done(deciding(), { type: 'refuse', status: 403 }).connection],
    ['closed', receiveEnd(failed, 0).connection],
    ['refused', receive(client().connection, refusal, 0).connection],
  ]);
}
