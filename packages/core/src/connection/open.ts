/**
 * The three ways in: as a client, as a server, and with a handshake that somebody else has done.
 *
 * @module
 */

import { conflict } from '../extension/chain.ts';
import type { AnySession, Extension } from '../extension/extension.ts';
import { clientRequest } from '../handshake/client.ts';
import type { ClientRequestOptions } from '../handshake/client.ts';
import { checkOriginPolicy } from '../handshake/origin.ts';
import type { OriginPolicy } from '../handshake/origin.ts';
import { emptyHeadReader } from '../http/head-reader.ts';
import type { RequestHead } from '../http/request-head.ts';
import type { Refusal } from '../vocabulary/refusal.ts';
import { success } from '../vocabulary/result.ts';
import type { Result } from '../vocabulary/result.ts';
import type { Role } from '../vocabulary/role.ts';
import { begin, opened, settingsOf } from './connection.ts';
import type { ConnectionOptions } from './connection.ts';
import { judge } from './handshake.ts';
import { checkExtensions, checkOptions, checkWord } from './options.ts';
import { noEvents, noOutbound, stepTo } from './step.ts';
import type { Step } from './step.ts';

/** How to begin as a client. */
export type ClientOptions = ClientRequestOptions & ConnectionOptions;

/** How to begin as a server. */
export interface ServerOptions extends ConnectionOptions {
  /** Which origins may connect; there is no default, for it must be thought about (RFC 6455 §10.2). */
  readonly origins: OriginPolicy;
  /** Whether the transport is TLS. Default false. */
  readonly secure?: boolean;
  /** The extensions that can be agreed on. Default none. */
  readonly extensions?: readonly Extension[];
  /** A request that somebody else has read already, such as `node:http`. */
  readonly request?: RequestHead;
}

/** How to begin after a handshake that somebody else has done. */
export interface EstablishOptions extends ConnectionOptions {
  readonly role: Role;
  /** The extensions in use, in the agreed order. */
  readonly sessions?: readonly AnySession[];
}

/**
 * Begins as a client: the request is in `outbound`, the answer is awaited (RFC 6455 §4.1).
 *
 * Refuses a host, resource name, nonce, subprotocol, extension or header field that has no form on the wire;
 * throws a `RangeError` or `TypeError` for any other option that makes no sense.
 *
 * @example
 * ```ts
 * import { openClient } from '@sansws/core/connection';
 * import { equal } from 'node:assert/strict';
 * const nonce = new Uint8Array(16); // 16 random octets in earnest
 * const begun = openClient({ host: 'example.com', resourceName: '/chat', nonce }, 0);
 * equal(begun.ok && begun.value.connection.phase.type, 'connecting');
 * ```
 */
export function openClient(options: ClientOptions, now: number): Result<Step, Refusal> {
  checkOptions('options', options);
  const { extensions = [] } = options;
  const settings = settingsOf('client', options, extensions, 'any', false);
  const request = clientRequest(options);
  if (!request.ok) return request;
  const connection = begin(
    'client',
    settings,
    {
      type: 'connecting',
      awaiting: 'response',
      reader: emptyHeadReader('response'),
      expected: request.value.expected,
      interim: 0,
      deadline: now + settings.handshakeTimeout,
    },
    now,
  );
  const octets = { type: 'octets', octets: request.value.octets } as const;
  return success(stepTo(connection, noEvents, [octets], 'keep-open'));
}

/**
 * Begins as a server: a request is awaited (RFC 6455 §4.2). A good one becomes a `request` event, to be
 * answered with `accept` or `refuse`; a bad one is answered with its HTTP status and told as `refused`.
 *
 * Throws a `RangeError` or `TypeError` that names the option that makes no sense, such as a limit, a time, an origin
 * or an extension.
 *
 * @example
 * ```ts
 * import { openServer } from '@sansws/core/connection';
 * import { equal } from 'node:assert/strict';
 * const { connection, deadline } = openServer({ origins: 'any' }, 0);
 * equal(connection.phase.type, 'connecting');
 * equal(deadline, 10_000);
 * ```
 */
export function openServer(options: ServerOptions, now: number): Step {
  checkOptions('options', options);
  const { extensions = [], secure = false, origins, request } = options;
  checkOriginPolicy(origins);
  checkWord('secure', secure, [true, false]);
  checkExtensions('extensions', extensions, ['accept']);
  const settings = settingsOf('server', options, extensions, origins, secure);
  const deadline = now + settings.handshakeTimeout;
  const reader = emptyHeadReader('request');
  const connection = begin(
    'server',
    settings,
    { type: 'connecting', awaiting: 'request', reader, deadline },
    now,
  );
  if (request === undefined) return stepTo(connection, noEvents, noOutbound, 'keep-open');
  return judge(connection, request, deadline, new Uint8Array(0), 0, now);
}

/**
 * Begins open, after a handshake that somebody else has done: a proxy, another protocol, a test.
 *
 * Throws a `RangeError` or `TypeError` for an option that makes no sense, and for extensions that claim the same bit.
 *
 * @example
 * ```ts
 * import { establish } from '@sansws/core/connection';
 * import { equal } from 'node:assert/strict';
 * equal(establish({ role: 'server' }, 0).connection.phase.type, 'open');
 * ```
 */
export function establish(options: EstablishOptions, now: number): Step {
  checkOptions('options', options);
  const { role, sessions = [] } = options;
  checkExtensions('sessions', sessions, ['inbound', 'outbound', 'snapshot', 'resume']);
  if (conflict(sessions)) throw new RangeError('Two of the sessions claim the same reserved bit');
  const settings = settingsOf(role, options, [], 'any', false);
  const connection = opened(begin(role, settings, { type: 'open' }, now), sessions, now);
  return stepTo(connection, noEvents, noOutbound, 'keep-open');
}
