/**
 * Offer, answer and what they mean (RFC 7692 §5, §7.1).
 *
 * | offer of the client | answer of this server |
 * |---|---|
 * | `server_no_context_takeover` | repeated; also given unasked when the server prefers it |
 * | `client_no_context_takeover` | repeated; also given unasked when the server prefers it |
 * | `server_max_window_bits=n` | the smaller of n and what the server prefers; declined for 8 |
 * | `client_max_window_bits[=n]` | the smaller of n and what the server prefers, when that says anything; never unasked |
 *
 * Windows of 8 bits: zlib cannot compress with one, so nobody here promises one. A client that is told to use one
 * keeps that by sending everything uncompressed.
 *
 * @module
 */

import type { Role } from '../../vocabulary/role.ts';
import type { AgreedParameters, DeflateParameters, WindowBits } from './parameters.ts';

/** What a server would rather have, where the client's offer allows it. */
export interface ServerPreferences {
  /** Forget the server's own context after each message: costs compression, saves its window. */
  readonly serverNoContextTakeover: boolean;
  /** Have the client forget its context after each message: saves the window on this side. */
  readonly clientNoContextTakeover: boolean;
  readonly serverMaxWindowBits: WindowBits;
  readonly clientMaxWindowBits: WindowBits;
}

/**
 * The server's answer to an offer, or `null` to decline it.
 *
 * @example
 * ```ts
 * import { answerTo } from '@sansws/core/permessage-deflate';
 * import { deepEqual } from 'node:assert/strict';
 * const preferences = {
 *   serverNoContextTakeover: true,
 *   clientNoContextTakeover: false,
 *   serverMaxWindowBits: 15,
 *   clientMaxWindowBits: 12,
 * } as const;
 * deepEqual(answerTo({ clientMaxWindowBits: true }, preferences), {
 *   serverNoContextTakeover: true,
 *   clientMaxWindowBits: 12,
 * });
 * ```
 */
export function answerTo(offer: DeflateParameters, preferences: ServerPreferences): DeflateParameters | null {
  const { serverMaxWindowBits: asked, clientMaxWindowBits: hinted } = offer;
  if (asked === 8) return null;
  const server = Math.min(asked ?? 15, preferences.serverMaxWindowBits) as WindowBits;
  const client = Math.min(typeof hinted === 'number' ? hinted : 15, preferences.clientMaxWindowBits);
  const saysServer = asked !== undefined || server < 15;
  // "a server MUST NOT include it in the response if the offer did not" §7.1.2.2.
  const saysClient = typeof hinted === 'number' || (hinted === true && client < 15);
  return {
    ...(offer.serverNoContextTakeover === true || preferences.serverNoContextTakeover
      ? { serverNoContextTakeover: true }
      : {}),
    ...(offer.clientNoContextTakeover === true || preferences.clientNoContextTakeover
      ? { clientNoContextTakeover: true }
      : {}),
    ...(saysServer ? { serverMaxWindowBits: server } : {}),
    ...(saysClient ? { clientMaxWindowBits: client as WindowBits } : {}),
  };
}

/**
 * Whether a server may give this answer to this offer (RFC 7692 §7.1): what was asked for is granted, and the
 * client's window is limited only where it said that it can be. Of its own compressor a server may tell unasked.
 *
 * @example
 * ```ts
 * import { answers } from '@sansws/core/permessage-deflate';
 * import { equal } from 'node:assert/strict';
 * equal(answers({ serverMaxWindowBits: 10 }, { serverMaxWindowBits: 12 }), false);
 * ```
 */
export function answers(offer: DeflateParameters, answer: DeflateParameters): boolean {
  const { serverMaxWindowBits: asked, clientMaxWindowBits: hinted } = offer;
  const { serverMaxWindowBits: server, clientMaxWindowBits: client } = answer;
  if (offer.serverNoContextTakeover === true && answer.serverNoContextTakeover !== true) return false;
  if (asked !== undefined && (server === undefined || server > asked)) return false;
  if (client === undefined) return true;
  return hinted !== undefined && (hinted === true || Number(client) <= hinted);
}

/**
 * What an answer means once it is given: what it does not say is 15 bits, and contexts taken over.
 *
 * @example
 * ```ts
 * import { agreedBy } from '@sansws/core/permessage-deflate';
 * import { equal } from 'node:assert/strict';
 * equal(agreedBy({}).clientMaxWindowBits, 15);
 * ```
 */
export function agreedBy(answer: DeflateParameters): AgreedParameters {
  return {
    serverNoContextTakeover: answer.serverNoContextTakeover === true,
    clientNoContextTakeover: answer.clientNoContextTakeover === true,
    serverMaxWindowBits: answer.serverMaxWindowBits ?? 15,
    clientMaxWindowBits: typeof answer.clientMaxWindowBits === 'number' ? answer.clientMaxWindowBits : 15,
  };
}

/** The agreed parameters as one end sees them: its own compressor, and the one of its peer. */
export interface Sides {
  readonly localNoContextTakeover: boolean;
  readonly localMaxWindowBits: WindowBits;
  readonly remoteNoContextTakeover: boolean;
  readonly remoteMaxWindowBits: WindowBits;
}

/**
 * Which side is whose (RFC 7692 §7.1).
 *
 * @example
 * ```ts
 * import { agreedBy, sidesOf } from '@sansws/core/permessage-deflate';
 * import { equal } from 'node:assert/strict';
 * equal(sidesOf('client', agreedBy({ clientMaxWindowBits: 10 })).localMaxWindowBits, 10);
 * ```
 */
export function sidesOf(role: Role, agreed: AgreedParameters): Sides {
  const isClient = role === 'client';
  return {
    localNoContextTakeover: isClient ? agreed.clientNoContextTakeover : agreed.serverNoContextTakeover,
    localMaxWindowBits: isClient ? agreed.clientMaxWindowBits : agreed.serverMaxWindowBits,
    remoteNoContextTakeover: isClient ? agreed.serverNoContextTakeover : agreed.clientNoContextTakeover,
    remoteMaxWindowBits: isClient ? agreed.serverMaxWindowBits : agreed.clientMaxWindowBits,
  };
}
