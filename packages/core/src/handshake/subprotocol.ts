/**
 * Sec-WebSocket-Protocol: the list on offer and the one chosen (RFC 6455 §1.9, §11.3.4).
 *
 * Subprotocols are compared letter by letter: `Chat` is not `chat`.
 *
 * @module
 */

import { commaList, isToken } from '../http/grammar.ts';

/**
 * The subprotocols of all header lines Sec-WebSocket-Protocol, in the client's order of preference; `null`
 * if one is no token or if there is none at all.
 *
 * @example
 * ```ts
 * import { parseSubprotocols } from '@sansws/core/handshake';
 * import { deepEqual, equal } from 'node:assert/strict';
 * deepEqual(parseSubprotocols(['chat.v2, chat.v1', 'echo']), ['chat.v2', 'chat.v1', 'echo']);
 * equal(parseSubprotocols(['a;b']), null);
 * equal(parseSubprotocols(['']), null);
 * ```
 */
export function parseSubprotocols(values: readonly string[]): readonly string[] | null {
  const subprotocols = commaList(values, isToken);
  return subprotocols !== null && subprotocols.length > 0 ? subprotocols : null;
}

/**
 * The first name that stands twice in the list, or `null` (RFC 6455 §4.1: "MUST all be unique strings").
 *
 * @example
 * ```ts
 * import { firstRepeat } from '@sansws/core/handshake';
 * import { equal } from 'node:assert/strict';
 * equal(firstRepeat(['a', 'b', 'a']), 'a');
 * equal(firstRepeat(['a', 'A']), null);
 * ```
 */
export function firstRepeat(names: readonly string[]): string | null {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return null;
}

/**
 * The subprotocol to use: the first on offer that the server supports, `''` for none (RFC 6455 §4.2.2). The
 * client's order of preference decides.
 *
 * @example
 * ```ts
 * import { chooseSubprotocol } from '@sansws/core/handshake';
 * import { equal } from 'node:assert/strict';
 * equal(chooseSubprotocol(['chat.v2', 'chat.v1'], ['chat.v1', 'chat.v2']), 'chat.v2');
 * equal(chooseSubprotocol(['chat.v3'], ['chat.v1']), '');
 * ```
 */
export function chooseSubprotocol(offered: readonly string[], supported: readonly string[]): string {
  return offered.find((name) => supported.includes(name)) ?? '';
}
