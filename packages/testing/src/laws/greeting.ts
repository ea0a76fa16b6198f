/**
 * The law of the opening handshake: client and server fit each other (RFC 6455 §4).
 *
 * @module
 */

import fc from 'fast-check';
import type { Fields } from '@sansws/core/http';
import { fields, subprotocols } from '../arbitraries/fields.ts';
import { cut, cutting, type Cutting } from '../arbitraries/octets.ts';
import { joined, same } from '../same.ts';
import type { Greeted, Greeter, Heard, Wish } from '../subject.ts';
import { shown, tryLaw, type Judgement, type Trial } from './law.ts';

/**
 * Handshake duality: whatever a client may ask, a server understands as it was meant; whatever the server
 * settles, the client agrees to; however the octets are cut, and with the first frame right behind the head.
 *
 * @example
 * ```ts
 * import { coreGreeters, handshakeDuality } from '@sansws/testing';
 * handshakeDuality(coreGreeters, { runs: 20 });
 * ```
 */
export function handshakeDuality<State>(greeter: Greeter<State>, trial: Trial): void {
  tryLaw('handshake duality', meeting(), (some) => meet(greeter, some), trial);
}

function meet<State>(greeter: Greeter<State>, { wish, answer, choice, there, back }: Meeting): Judgement {
  const asked = greeter.ask(wish);
  const atServer = receiveAll(greeter, greeter.listen(), cut(asked.written, there));
  const { request } = atServer;
  if (request === null) return 'the server hears no request';
  if (request.resourceName !== wish.resourceName) return `the resource is ${request.resourceName}`;
  if (!same([...request.subprotocols], [...wish.subprotocols])) {
    return `the subprotocols are ${shown(request.subprotocols)}`;
  }
  if (!holds(request.fields, wish.fields)) return `the fields are ${shown(request.fields)}`;

  const subprotocol = choice ? (wish.subprotocols[0] ?? '') : '';
  const accepted = greeter.accept(atServer.state, subprotocol, answer);
  const octets = joined([accepted.written, hello]);
  const atClient = receiveAll(greeter, asked.state, cut(octets, back));
  const { agreed, heard } = atClient;
  if (agreed === null) return 'the client does not agree';
  if (agreed.subprotocol !== subprotocol) return `the client takes ${agreed.subprotocol}, not ${subprotocol}`;
  if (!holds(agreed.fields, answer)) return `the client sees the fields ${shown(agreed.fields)}`;
  return same(heard, helloHeard) ? null : `behind the answer it hears ${shown(heard)}`;
}

/** Whether `all` has the lines of `some`, in order, among others. */
function holds(all: Fields, some: Fields): boolean {
  let from = 0;
  for (const line of some) {
    while (from < all.length && !same([...(all[from] as readonly string[])], [...line])) from += 1;
    if (from === all.length) return false;
    from += 1;
  }
  return true;
}

function receiveAll<State>(
  greeter: Greeter<State>,
  start: State,
  chunks: readonly Uint8Array[],
): Greeted<State> {
  let all: Greeted<State> = {
    state: start,
    written: new Uint8Array(0),
    request: null,
    agreed: null,
    heard: [],
  };
  for (const chunk of chunks) {
    const next = greeter.receive(all.state, chunk);
    all = {
      state: next.state,
      written: joined([all.written, next.written]),
      request: all.request ?? next.request,
      agreed: all.agreed ?? next.agreed,
      heard: [...all.heard, ...next.heard],
    };
  }
  return all;
}

interface Meeting {
  readonly wish: Wish;
  /** Further header lines of the answer. */
  readonly answer: Fields;
  /** Whether the server takes the first subprotocol. */
  readonly choice: boolean;
  readonly there: Cutting;
  readonly back: Cutting;
}

function meeting(): fc.Arbitrary<Meeting> {
  const segment = fc.string({ unit: fc.constantFrom(...segmentCharacters), maxLength: 8 });
  const resourceName = fc.array(segment, { maxLength: 3 }).map((segments) => `/${segments.join('/')}`);
  return fc.record({
    wish: fc.record({
      resourceName,
      subprotocols: subprotocols(),
      fields: fields(),
      nonce: fc.uint8Array({ minLength: 16, maxLength: 16 }),
    }),
    answer: fields(),
    choice: fc.boolean(),
    there: cutting(),
    back: cutting(),
  });
}

// RFC 3986 §3.3 pchar, some of it.
const segmentCharacters = Array.from('abcXYZ019-._~%!$&()*+,;=:@');

// A text message "Hi" of a server.
const hello = Uint8Array.of(0x81, 0x02, 0x48, 0x69);
const helloHeard: readonly Heard[] = [{ type: 'text', text: 'Hi' }];
