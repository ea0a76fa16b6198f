/**
 * Header fields as a plain list (RFC 9110 §5): order, repeats and casing are kept.
 *
 * A list and never an object: `__proto__` is a header name like any other.
 *
 * @module
 */

import type { Refusal } from '../vocabulary/refusal.ts';
import { refusalOf } from '../vocabulary/refusal.ts';
import { equalIgnoringCase, isToken, isWhiteSpace } from './grammar.ts';

/** One header line: name as written, value without the optional white space around it. */
export type Field = readonly [name: string, value: string];

/** Header lines in the order of the wire. */
export type Fields = readonly Field[];

/**
 * The values of all header lines with this name, in order. Names are case-insensitive (RFC 9110 §5.1).
 *
 * @example
 * ```ts
 * import { fieldValues } from '@sansws/core/http';
 * import { deepEqual } from 'node:assert/strict';
 * deepEqual(fieldValues([['Via', 'a'], ['Host', 'h'], ['via', 'b']], 'VIA'), ['a', 'b']);
 * ```
 */
export function fieldValues(fields: Fields, name: string): readonly string[] {
  const values: string[] = [];
  for (const [candidate, value] of fields) {
    if (equalIgnoringCase(candidate, name)) values.push(value);
  }
  return values;
}

/**
 * The combined value of all header lines with this name, joined with `, ` (RFC 9110 §5.3), or `null` if there
 * is none.
 *
 * @example
 * ```ts
 * import { combined } from '@sansws/core/http';
 * import { equal } from 'node:assert/strict';
 * equal(combined([['Via', 'a'], ['via', 'b']], 'Via'), 'a, b');
 * equal(combined([], 'Via'), null);
 * ```
 */
export function combined(fields: Fields, name: string): string | null {
  const values = fieldValues(fields, name);
  return values.length === 0 ? null : values.join(', ');
}

/**
 * Whether a header line with this name is there.
 *
 * @example
 * ```ts
 * import { hasField } from '@sansws/core/http';
 * import { equal } from 'node:assert/strict';
 * equal(hasField([['Host', 'h']], 'host'), true);
 * ```
 */
export function hasField(fields: Fields, name: string): boolean {
  return fields.some(([candidate]) => equalIgnoringCase(candidate, name));
}

/**
 * What keeps these header lines from being sent, or `null`: a name is a token (RFC 9110 §5.1), a value is
 * visible ASCII with white space inside only (§5.5). So no value can begin a line of its own.
 *
 * Gives `field-name-not-valid`, `field-value-not-valid`; the detail is the name and never the value, which
 * may be secret. What is no list of pairs of text is refused too, for programs without types.
 *
 * @example
 * ```ts
 * import { fieldsRefusal } from '@sansws/core/http';
 * import { equal } from 'node:assert/strict';
 * equal(fieldsRefusal([['X-Trace', '7']]), null);
 * equal(fieldsRefusal([['X-Trace', '7\r\nSet-Cookie: a']])?.name, 'field-value-not-valid');
 * ```
 */
export function fieldsRefusal(fields: Fields): Refusal | null {
  const lines: unknown = fields;
  if (!Array.isArray(lines)) return refusalOf('field-name-not-valid', typeof lines);
  for (const line of lines as readonly unknown[]) {
    const [name, value] = Array.isArray(line) ? (line as readonly unknown[]) : [];
    if (typeof name !== 'string') return refusalOf('field-name-not-valid', typeof name);
    if (!isToken(name)) return refusalOf('field-name-not-valid', name);
    if (typeof value !== 'string' || !isSendableValue(value)) return refusalOf('field-value-not-valid', name);
  }
  return null;
}

/**
 * Whether the text can be sent as the value of a header field: visible ASCII, with SP and HTAB inside but not
 * at the ends, where a reader would take them off (RFC 9110 §5.5).
 *
 * @example
 * ```ts
 * import { isSendableValue } from '@sansws/core/http';
 * import { equal } from 'node:assert/strict';
 * equal(isSendableValue('Basic YTpi'), true);
 * equal(isSendableValue('a\nb'), false);
 * equal(isSendableValue(' a'), false);
 * ```
 */
export function isSendableValue(value: string): boolean {
  if (isWhiteSpace(value.charCodeAt(0)) || isWhiteSpace(value.charCodeAt(value.length - 1))) return false;
  return isSendableText(value);
}

/**
 * Whether the text holds only visible ASCII, SP and HTAB.
 *
 * @example
 * ```ts
 * import { isSendableText } from '@sansws/core/http';
 * import { equal } from 'node:assert/strict';
 * equal(isSendableText('Not Found'), true);
 * equal(isSendableText('caf\u00e9'), false);
 * ```
 */
export function isSendableText(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code !== 0x09 && (code < 0x20 || code > 0x7e)) return false;
  }
  return true;
}
