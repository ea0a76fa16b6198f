/**
 * Header fields that the handshake itself writes, so that nobody else may (RFC 6455 §4.1, §4.2.2).
 *
 * @module
 */

import type { Fields } from '../http/fields.ts';
import { fieldsRefusal } from '../http/fields.ts';
import { equalIgnoringCase } from '../http/grammar.ts';
import type { Refusal } from '../vocabulary/refusal.ts';
import { refusalOf } from '../vocabulary/refusal.ts';

/**
 * What keeps a caller's own header lines out of a head, or `null`: the names below, all that begin with
 * `Sec-WebSocket-`, and those in `written`, which another option has set already; and what no head can carry.
 *
 * Refused with `field-reserved`, and as `fieldsRefusal` does; the detail is the name.
 *
 * @example
 * ```ts
 * import { reservedFieldsRefusal } from '@sansws/core/handshake';
 * import { equal } from 'node:assert/strict';
 * equal(reservedFieldsRefusal([['X-Trace', '7']], []), null);
 * equal(reservedFieldsRefusal([['upgrade', 'h2c']], [])?.name, 'field-reserved');
 * equal(reservedFieldsRefusal([['Origin', 'null']], ['Origin'])?.name, 'field-reserved');
 * ```
 */
export function reservedFieldsRefusal(fields: Fields, written: readonly string[]): Refusal | null {
  const refusal = fieldsRefusal(fields);
  if (refusal !== null) return refusal;
  for (const [name] of fields) {
    const isReserved =
      equalIgnoringCase(name.slice(0, prefix.length), prefix) ||
      reserved.some((other) => equalIgnoringCase(name, other)) ||
      written.some((other) => equalIgnoringCase(name, other));
    if (isReserved) return refusalOf('field-reserved', name);
  }
  return null;
}

const prefix = 'Sec-WebSocket-';

/** Routing, hop-by-hop options and framing (RFC 9110 §7.2, §7.6.1, §7.8, §8.6; RFC 9112 §6.1). */
const reserved: readonly string[] = [
  'Host',
  'Upgrade',
  'Connection',
  'Content-Length',
  'Transfer-Encoding',
  'TE',
  'Trailer',
];
