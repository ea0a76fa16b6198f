/**
 * Which web pages may connect: the Origin header field and the server's policy (RFC 6455 §10.2, RFC 6454).
 *
 * The policy is an explicit choice, for a browser sends cookies with a handshake from any page.
 *
 * @module
 */

import { isDigit } from '../http/version.ts';
import type { Authority } from './authority.ts';
import { parseAuthority } from './authority.ts';

/**
 * Which origins a server takes requests from:
 *
 * - `'any'`: all. Right only where the request carries no authority of its own, such as a cookie.
 * - `'same'`: the origin of the server itself: scheme by the transport, host and port by the request.
 * - a list: origins such as `https://example.com`, `http://localhost:8080`, `https://*.example.com` (any
 *   subdomain, but not `example.com` itself), or the word `null` for pages without an origin.
 *
 * A request without Origin does not come from a browser's page and passes each of them.
 */
export type OriginPolicy = 'any' | 'same' | readonly string[];

/** What the request and its transport say of the server itself. */
export interface OwnOrigin {
  /** Whether the transport is TLS; never taken from a header field. */
  readonly secure: boolean;
  /** Host and port that the request is for. */
  readonly authority: Authority;
}

/**
 * Whether a request with this Origin (`null`: without any) may pass. Scheme and host are compared without
 * regard to case, a default port is the same as none. An origin that is not in the form of RFC 6454 §6.1, say
 * with a path, passes only `'any'`.
 *
 * @example
 * ```ts
 * import { allowsOrigin } from '@sansws/core/handshake';
 * import { equal } from 'node:assert/strict';
 * const own = { secure: true, authority: { host: 'example.com', port: null } };
 * equal(allowsOrigin('same', 'https://example.com', own), true);
 * equal(allowsOrigin('same', 'http://example.com', own), false);
 * equal(allowsOrigin(['https://*.example.com'], 'https://a.example.com', own), true);
 * equal(allowsOrigin(['https://*.example.com'], 'https://evilexample.com', own), false);
 * ```
 */
export function allowsOrigin(policy: OriginPolicy, origin: string | null, own: OwnOrigin): boolean {
  if (policy === 'any' || origin === null) return true;
  if (origin === 'null') return policy !== 'same' && policy.includes('null');
  const given = parseOrigin(origin);
  if (given === null) return false;
  if (policy !== 'same') return policy.some((entry) => matches(entry, given));
  const scheme = own.secure ? 'https' : 'http';
  const { host, port } = own.authority;
  return isSame(given, { scheme, host, port: effectivePort(scheme, port) });
}

/**
 * Throws a `TypeError` for a policy that could never mean what it says, such as an entry with a path: a wrong
 * option is found when a server is made, not when the first page is turned away.
 *
 * @example
 * ```ts
 * import { checkOriginPolicy } from '@sansws/core/handshake';
 * import { throws } from 'node:assert/strict';
 * checkOriginPolicy(['https://*.example.com']);
 * throws(() => checkOriginPolicy(['example.com']), TypeError);
 * ```
 */
export function checkOriginPolicy(policy: OriginPolicy): void {
  if (policy === 'any' || policy === 'same') return;
  if (!Array.isArray(policy)) {
    throw new TypeError(`origins is ${String(policy)}; it must be 'any', 'same' or a list of origins`);
  }
  for (const entry of policy as readonly unknown[]) {
    if (typeof entry !== 'string' || (entry !== 'null' && parseOrigin(withoutWildcard(entry)) === null)) {
      throw new TypeError(
        `origins holds ${String(entry)}; an entry is like https://example.com or https://*.example.com`,
      );
    }
  }
}

/** An origin as a triple (RFC 6454 §4). */
interface Origin {
  readonly scheme: string;
  readonly host: string;
  /** `null` for the default port. */
  readonly port: number | null;
}

function parseOrigin(text: string): Origin | null {
  const colon = text.indexOf('://');
  const written = text.slice(0, Math.max(colon, 0));
  const authority = parseAuthority(text.slice(colon + 3));
  if (!isScheme(written) || authority === null) return null;
  const scheme = written.toLowerCase();
  return { scheme, host: authority.host, port: effectivePort(scheme, authority.port) };
}

function matches(entry: string, given: Origin): boolean {
  const wanted = parseOrigin(withoutWildcard(entry));
  if (wanted === null) return false;
  if (entry.length === withoutWildcard(entry).length) return isSame(given, wanted);
  // The dot belongs to the comparison: evilexample.com does not end with .example.com.
  return isSame({ ...given, host: wanted.host }, wanted) && given.host.endsWith(`.${wanted.host}`);
}

function withoutWildcard(entry: string): string {
  return entry.replace('://*.', '://');
}

function isSame(left: Origin, right: Origin): boolean {
  return left.scheme === right.scheme && left.host === right.host && left.port === right.port;
}

function effectivePort(scheme: string, port: number | null): number | null {
  const isDefault = (scheme === 'http' && port === 80) || (scheme === 'https' && port === 443);
  return isDefault ? null : port;
}

/** `scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )` (RFC 3986 §3.1). */
function isScheme(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const isLetter = (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
    const isOther = isDigit(code) || code === 0x2b || code === 0x2d || code === 0x2e;
    if (!isLetter && (index === 0 || !isOther)) return false;
  }
  return text.length > 0;
}
