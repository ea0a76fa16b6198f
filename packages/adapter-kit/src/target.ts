/**
 * WebSocket URIs (RFC 6455 §3): where to connect, and what to ask for there.
 *
 * @module
 */

import { encodeBase64, encodeText } from '@sansws/core/bytes';
import { refusalOf } from '@sansws/core/vocabulary';
import { SocketError } from './errors.ts';

/** As much of a `URL` as is needed here; every runtime's own one fits. */
export interface UrlLike {
  readonly href: string;
  toString(): string;
}

interface ParsedUrl extends UrlLike {
  readonly protocol: string;
  readonly username: string;
  readonly password: string;
  readonly hostname: string;
  readonly host: string;
  readonly port: string;
  readonly pathname: string;
  readonly search: string;
}
declare const URL: new (uri: string) => ParsedUrl;

/** What a URI says. */
export interface Target {
  readonly secure: boolean;
  /** Path of a Unix socket; `null` for TCP. */
  readonly path: string | null;
  /** Name or address to connect to, an IPv6 address without brackets. */
  readonly hostname: string;
  readonly port: number;
  /** Value of Host. */
  readonly host: string;
  readonly resourceName: string;
  /** Value of Authorization from user and password in the URI, or `null`. */
  readonly authorization: string | null;
}

/** The authority of a target as a proxy is asked for it: `host:port` (RFC 9110 §9.3.6). */
export function authorityOf({ hostname, port }: Target): string {
  return `${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`;
}

/** Whether a host is an IP address: a certificate names those apart, and TLS sends no name for them. */
export function isAddress(hostname: string): boolean {
  return hostname.includes(':') || /^\d+\.\d+\.\d+\.\d+$/u.test(hostname);
}

const unixScheme = /^(wss?)\+unix:(?:\/\/)?/iu;

/**
 * Reads `ws:`, `wss:`, `ws+unix:/socket/path:/resource` and `wss+unix:`.
 *
 * Throws a `SocketError` (`target-not-valid`) for a fragment ("MUST NOT be used on these URIs", RFC 6455 §3)
 * and a `TypeError` for everything that is no such URI.
 */
export function parseTarget(uri: string | UrlLike): Target {
  const text = String(uri);
  if (text.includes('#')) throw new SocketError(refusalOf('target-not-valid', text));
  const unix = unixScheme.exec(text);
  if (unix !== null)
    return unixTarget(text.slice(unix[0].length), (unix[1] as string).toLowerCase() === 'wss');
  const url = new URL(text);
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') {
    throw new TypeError(`A WebSocket URI begins with ws:, wss: or ws+unix:, not with ${url.protocol}`);
  }
  const secure = url.protocol === 'wss:';
  return {
    secure,
    path: null,
    hostname: withoutBrackets(url.hostname),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    host: url.host,
    resourceName: url.pathname + url.search,
    authorization: basicCredentials(url),
  };
}

/** An HTTP proxy that is asked to CONNECT. */
export interface Proxy {
  readonly secure: boolean;
  /** Name or address to connect to, an IPv6 address without brackets. */
  readonly hostname: string;
  readonly port: number;
  /** Value of Proxy-Authorization from user and password in the URI, or `null`. */
  readonly authorization: string | null;
}

/** Reads the URI of a proxy, `http:` or `https:`; throws a `TypeError` for everything else. */
export function parseProxy(uri: string | UrlLike): Proxy {
  const url = new URL(String(uri));
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new TypeError(`The URI of a proxy begins with http: or https:, not with ${url.protocol}`);
  }
  const secure = url.protocol === 'https:';
  return {
    secure,
    hostname: withoutBrackets(url.hostname),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    authorization: basicCredentials(url),
  };
}

/** The value of Authorization or Proxy-Authorization for the user and password of a URL (RFC 7617 §2). */
function basicCredentials(url: ParsedUrl): string | null {
  if (url.username === '' && url.password === '') return null;
  const credentials = `${percentDecoded(url.username)}:${percentDecoded(url.password)}`;
  return `Basic ${encodeBase64(encodeText(credentials))}`;
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Without the text: it may be a password.
    throw new TypeError('The user or password in the URI has a percent sign that begins no UTF-8 character');
  }
}

function withoutBrackets(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

function unixTarget(rest: string, secure: boolean): Target {
  const colon = rest.indexOf(':');
  const path = colon === -1 ? rest : rest.slice(0, colon);
  const resourceName = colon === -1 || colon === rest.length - 1 ? '/' : rest.slice(colon + 1);
  if (path === '')
    throw new TypeError('ws+unix: needs the path of a socket, as in ws+unix:/run/app.sock:/chat');
  return {
    secure,
    path,
    hostname: 'localhost',
    port: 0,
    host: 'localhost',
    resourceName,
    authorization: null,
  };
}
