/**
 * What a request asks for: method, version, target and host (RFC 9112 §3, RFC 6455 §4.2.1).
 *
 * A target is only ever cut, never resolved like a link: `//evil.example/ws` is a path.
 *
 * @module
 */

import { fieldValues } from '../http/fields.ts';
import { equalIgnoringCase } from '../http/grammar.ts';
import type { RequestHead } from '../http/request-head.ts';
import { isVisible } from '../http/request-head.ts';
import { isSupportedVersion } from '../http/version.ts';
import type { HandshakeFailure, HandshakeFailureName } from '../vocabulary/handshake-failure.ts';
import { handshakeFailure } from '../vocabulary/handshake-failure.ts';
import type { Result } from '../vocabulary/result.ts';
import { failure, success } from '../vocabulary/result.ts';
import type { Authority } from './authority.ts';
import { parseAuthority } from './authority.ts';

/** Where a request goes. */
export interface RequestTarget {
  /** Path and query as written, nothing decoded (RFC 6455 §3 *resource name*). */
  readonly resourceName: string;
  /** Of an absolute target, else of Host (RFC 9112 §3.2.2). */
  readonly authority: Authority;
}

/**
 * Where the request goes, or why it can be no opening handshake.
 *
 * ```abnf
 * request-target = origin-form / absolute-form
 * origin-form    = absolute-path [ "?" query ]
 * absolute-form  = ( "http" / "https" ) "://" authority [ absolute-path ] [ "?" query ]
 * ```
 *
 * Fails with `http-version-not-supported`, `method-not-get`, `host-missing`, `host-repeated`,
 * `host-malformed`, `target-malformed`.
 *
 * @example
 * ```ts
 * import { requestTarget } from '@sansws/core/handshake';
 * import { deepEqual } from 'node:assert/strict';
 * const fields = [['Host', 'example.com']] as const;
 * deepEqual(requestTarget({ method: 'GET', target: '//evil.example/ws', version: '1.1', fields }), {
 *   ok: true,
 *   value: { resourceName: '//evil.example/ws', authority: { host: 'example.com', port: null } },
 * });
 * ```
 */
export function requestTarget(head: RequestHead): Result<RequestTarget, HandshakeFailure> {
  const { method, target, version } = head;
  if (!isSupportedVersion(version)) return failed('http-version-not-supported', version);
  if (method !== 'GET') return failed('method-not-get', method);
  const hosts = fieldValues(head.fields, 'Host');
  const [text] = hosts;
  if (text === undefined) return failed('host-missing', '');
  if (hosts.length > 1) return failed('host-repeated', hosts.join(', '));
  const host = parseAuthority(text);
  if (host === null) return failed('host-malformed', text);
  if (!isVisible(target) || target.includes('#')) return failed('target-malformed', target);
  if (target.startsWith('/')) return success({ resourceName: target, authority: host });
  return absoluteTarget(target) ?? failed('target-malformed', target);
}

function absoluteTarget(target: string): Result<RequestTarget, HandshakeFailure> | null {
  const scheme = schemes.find((prefix) => equalIgnoringCase(target.slice(0, prefix.length), prefix));
  if (scheme === undefined) return null;
  const start = scheme.length;
  const end = authorityEnd(target, start);
  const authority = parseAuthority(target.slice(start, end));
  if (authority === null) return null;
  const rest = target.slice(end);
  return success({ resourceName: rest.startsWith('/') ? rest : `/${rest}`, authority });
}

function authorityEnd(target: string, from: number): number {
  let index = from;
  while (index < target.length && target.charAt(index) !== '/' && target.charAt(index) !== '?') index++;
  return index;
}

function failed(
  name: HandshakeFailureName,
  detail: string,
): { readonly ok: false; readonly problem: HandshakeFailure } {
  return failure(handshakeFailure(name, detail));
}

/** A client of WebSocket that speaks to a proxy writes http, not ws (RFC 6455 §4.1). */
const schemes: readonly string[] = ['http://', 'https://'];
