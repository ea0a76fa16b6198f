/**
 * A tunnel through an HTTP proxy, asked for by CONNECT (RFC 9110 §9.3.6).
 *
 * @module
 */

import { isInterim } from '@sansws/core/handshake';
import { emptyHeadReader, encodeRequestHead, parseResponseHead, readHead } from '@sansws/core/http';
import type { Field, HeadReader } from '@sansws/core/http';
import { defaultLimits } from '@sansws/core/vocabulary';
import type { Transport, TransportListener } from './ports.ts';
import { authorityOf } from './target.ts';
import type { Proxy, Target } from './target.ts';

/** A refusal of the proxy, or an answer that is none (`status` is 0 then). */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
  readonly status: number;

  constructor(status: number, message: string = `The proxy answered CONNECT with status ${status}`) {
    super(message);
    this.status = status;
  }
}

/**
 * Asks the proxy at the other end of `transport` for a tunnel to `target`. Then the transport is paused, and
 * whoever speaks through the tunnel starts it anew. Rejects with a `ProxyError`, or with what broke the
 * transport; then the transport is let go.
 */
export function tunnel(transport: Transport, target: Target, proxy: Proxy): Promise<void> {
  const authority = authorityOf(target);
  const fields: Field[] = [['Host', authority]];
  if (proxy.authorization !== null) fields.push(['Proxy-Authorization', proxy.authorization]);
  const request = encodeRequestHead({ method: 'CONNECT', target: authority, version: '1.1', fields });
  return new Promise((resolve, reject) => {
    if (!request.ok) throw new TypeError(`No proxy can be asked for ${authority}: ${request.problem.detail}`);
    transport.start(new Answer(transport, resolve, reject));
    transport.write([request.value]);
  });
}

const limits = defaultLimits('client');

/** Listens until the head of the answer is there. */
class Answer implements TransportListener {
  readonly #transport: Transport;
  readonly #resolve: () => void;
  readonly #reject: (error: unknown) => void;
  #reader: HeadReader = emptyHeadReader('response');
  /** How many interim responses have been skipped. */
  #interim = 0;
  #isOver = false;

  constructor(transport: Transport, resolve: () => void, reject: (error: unknown) => void) {
    this.#transport = transport;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  chunk(octets: Uint8Array): void {
    let from = 0;
    while (!this.#isOver) {
      const { reader, next, head, failure } = readHead(this.#reader, octets, from, limits);
      this.#reader = reader;
      from = next;
      if (failure !== null) this.#fail(nonsense(failure.sentence));
      else if (head === null) return;
      else this.#judge(head, octets.length - next);
    }
  }

  drained(): void {}

  ended(): void {
    this.#fail(new ProxyError(0, 'The proxy ended the connection before it answered'));
  }

  broken(problem: unknown): void {
    this.#fail(problem);
  }

  closed(): void {
    this.ended();
  }

  /** "Any 2xx (Successful) response indicates" that there is a tunnel now (RFC 9110 §9.3.6). */
  #judge(octets: Uint8Array, early: number): void {
    const head = parseResponseHead(octets);
    if (!head.ok) this.#fail(nonsense(head.problem.sentence));
    else if (isInterim(head.value)) this.#skip();
    else if (head.value.status < 200 || head.value.status > 299)
      this.#fail(new ProxyError(head.value.status));
    // Neither TLS nor WebSocket lets the server speak first.
    else if (early > 0) this.#fail(new ProxyError(0, 'Octets came through the tunnel before any went in'));
    else {
      this.#isOver = true;
      this.#transport.pause();
      this.#resolve();
    }
  }

  /** "A client MUST be able to parse one or more 1xx responses" before the answer (RFC 9110 §15.2); not any number. */
  #skip(): void {
    this.#interim++;
    if (this.#interim > limits.interimResponses) this.#fail(nonsense(`${this.#interim} interim responses`));
  }

  #fail(error: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#reject(error);
    this.#transport.abort();
  }
}

function nonsense(sentence: string): ProxyError {
  return new ProxyError(0, `The proxy answered nonsense: ${sentence}`);
}
