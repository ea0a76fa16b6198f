/**
 * The opening handshake as the client sees it: the request to send and the verdict on the response
 * (RFC 6455 §4.1).
 *
 * @module
 */

import type { Extension, ExtensionElement } from '../extension/extension.ts';
import { formatExtensions } from '../extension/negotiation.ts';
import type { Field, Fields } from '../http/fields.ts';
import { isToken } from '../http/grammar.ts';
import type { RequestHead } from '../http/request-head.ts';
import { encodeRequestHead, isVisible } from '../http/request-head.ts';
import type { Refusal } from '../vocabulary/refusal.ts';
import { refusalOf } from '../vocabulary/refusal.ts';
import type { Result } from '../vocabulary/result.ts';
import { failure, success } from '../vocabulary/result.ts';
import { parseAuthority } from './authority.ts';
import { acceptOf, keyOf } from './challenge.ts';
import { mistypedOption } from './mistyped.ts';
import { reservedFieldsRefusal } from './reserved-fields.ts';
import { firstRepeat } from './subprotocol.ts';

/** What a client asks for. */
export interface ClientRequestOptions {
  /** Host and, unless it is the default, port; such as `example.com:8080`. */
  readonly host: string;
  /** Path and query (RFC 6455 §3 *resource name*); begins with `/`. */
  readonly resourceName: string;
  /** 16 random octets, fresh for each request. */
  readonly nonce: Uint8Array;
  /** Value of Origin, for clients that act for a web page. */
  readonly origin?: string;
  /** Subprotocols on offer, in order of preference. */
  readonly subprotocols?: readonly string[];
  /** Whether a server that chooses none of them is refused; by default it is not (RFC 6455 §4.1 allows both). */
  readonly requireSubprotocol?: boolean;
  /** Extensions on offer, in order of preference. */
  readonly extensions?: readonly Extension[];
  /** Further header lines. */
  readonly fields?: Fields;
  /** Value of Authorization. */
  readonly authorization?: string;
}

/** A request to send, and what to hold the answer against. */
export interface ClientRequest {
  readonly request: RequestHead;
  /** The request as it goes to the wire. */
  readonly octets: Uint8Array;
  readonly expected: ExpectedResponse;
}

/** What a response must fit: plain data, a JSON value. */
export interface ExpectedResponse {
  /** The value that Sec-WebSocket-Accept must have. */
  readonly accept: string;
  readonly subprotocols: readonly string[];
  readonly requireSubprotocol: boolean;
  /** The extensions on offer, as on the wire. */
  readonly offered: readonly ExtensionElement[];
}

/**
 * The request of a client (RFC 6455 §4.1): a value, its octets, and what the answer must fit.
 *
 * Refused with `nonce-not-16-octets`, `host-not-valid`, `target-not-valid`, `subprotocol-not-valid`,
 * `extension-not-valid`, `field-reserved`, `field-name-not-valid`, `field-value-not-valid`.
 *
 * @example
 * ```ts
 * import { clientRequest } from '@sansws/core/handshake';
 * import { equal } from 'node:assert/strict';
 * const nonce = Uint8Array.from({ length: 16 }, (_, index) => index + 1);
 * const asked = clientRequest({ host: 'example.com', resourceName: '/chat', nonce, subprotocols: ['chat.v1'] });
 * equal(asked.ok && asked.value.request.target, '/chat');
 * equal(asked.ok && asked.value.expected.accept, 'C/0nmHhBztSRGR1CwL6Tf4ZjwpY=');
 * ```
 */
export function clientRequest(options: ClientRequestOptions): Result<ClientRequest, Refusal> {
  const mistyped = mistypedOption(options);
  if (mistyped !== null) return failure(mistyped);
  const { host, resourceName, nonce, subprotocols = [], extensions = [] } = options;
  const key = keyOf(nonce);
  if (!key.ok) return key;
  if (parseAuthority(host) === null) return failure(refusalOf('host-not-valid', host));
  if (!isResourceName(resourceName)) return failure(refusalOf('target-not-valid', resourceName));
  const wrong = subprotocols.find((name) => !isToken(name)) ?? firstRepeat(subprotocols);
  if (wrong !== null) return failure(refusalOf('subprotocol-not-valid', wrong));
  const offered = offersOf(extensions);
  const extensionsText = formatExtensions(offered);
  if (!extensionsText.ok) return extensionsText;

  const set: Field[] = [
    ['Host', host],
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Key', key.value],
    ['Sec-WebSocket-Version', '13'],
  ];
  if (options.origin !== undefined) set.push(['Origin', options.origin]);
  if (subprotocols.length > 0) set.push(['Sec-WebSocket-Protocol', subprotocols.join(', ')]);
  if (offered.length > 0) set.push(['Sec-WebSocket-Extensions', extensionsText.value]);
  if (options.authorization !== undefined) set.push(['Authorization', options.authorization]);

  const { fields: own = [] } = options;
  const reserved = reservedFieldsRefusal(
    own,
    set.map(([name]) => name),
  );
  if (reserved !== null) return failure(reserved);
  const request: RequestHead = {
    method: 'GET',
    target: resourceName,
    version: '1.1',
    fields: [...set, ...own],
  };
  const octets = encodeRequestHead(request);
  if (!octets.ok) return octets;
  const { requireSubprotocol = false } = options;
  const expected = {
    accept: acceptOf(key.value),
    subprotocols: [...subprotocols],
    requireSubprotocol,
    offered,
  };
  return success({ request, octets: octets.value, expected });
}

/** "MUST be ... a path" without a fragment (RFC 6455 §3). */
function isResourceName(text: string): boolean {
  return text.startsWith('/') && !text.includes('#') && isVisible(text);
}

function offersOf(extensions: readonly Extension[]): readonly ExtensionElement[] {
  return extensions.flatMap(({ name, offers }) => offers.map((parameters) => ({ name, parameters })));
}
