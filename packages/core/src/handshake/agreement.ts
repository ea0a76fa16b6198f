/**
 * What the opening handshake settles, for both roles (RFC 6455 §4).
 *
 * @module
 */

import type { AnySession } from '../extension/extension.ts';
import type { Fields } from '../http/fields.ts';
import { fieldValues } from '../http/fields.ts';
import { commaList, equalIgnoringCase, isToken } from '../http/grammar.ts';

/** What both ends agreed on. */
export interface HandshakeAgreement {
  /** *Subprotocol In Use*; `''` for none. */
  readonly subprotocol: string;
  /** *Extensions In Use*, in the order of the response. */
  readonly sessions: readonly AnySession[];
  /** Client: header lines of the response. Server: header lines of the request. */
  readonly fields: Fields;
}

/**
 * Whether Connection holds the token Upgrade (RFC 6455 §4.1, §4.2.1). A list with anything but tokens holds
 * nothing.
 *
 * @example
 * ```ts
 * import { connectionHoldsUpgrade } from '@sansws/core/handshake';
 * import { equal } from 'node:assert/strict';
 * equal(connectionHoldsUpgrade([['Connection', 'keep-alive, Upgrade']]), true);
 * equal(connectionHoldsUpgrade([['Connection', 'upgrade;x']]), false);
 * ```
 */
export function connectionHoldsUpgrade(fields: Fields): boolean {
  const options = commaList(fieldValues(fields, 'Connection'), isToken) ?? [];
  return options.some((option) => equalIgnoringCase(option, 'upgrade'));
}

/**
 * What announces a body, or `null`: Transfer-Encoding, or a Content-Length that is not a single 0
 * (RFC 9112 §6). After the handshake comes the first frame, so a body would be read as frames by one side and
 * not by the other.
 *
 * @example
 * ```ts
 * import { announcedBody } from '@sansws/core/handshake';
 * import { equal } from 'node:assert/strict';
 * equal(announcedBody([['Content-Length', '0']]), null);
 * equal(announcedBody([['Content-Length', '5']]), 'Content-Length: 5');
 * ```
 */
export function announcedBody(fields: Fields): string | null {
  for (const encoding of fieldValues(fields, 'Transfer-Encoding')) return `Transfer-Encoding: ${encoding}`;
  const lengths = fieldValues(fields, 'Content-Length');
  if (lengths.length === 0 || (lengths.length === 1 && lengths[0] === '0')) return null;
  return `Content-Length: ${lengths.join(', ')}`;
}
