/**
 * Arbitrary header lines, tokens and extension offers.
 *
 * @module
 */

import fc from 'fast-check';
import type { ExtensionElement, Parameter } from '@sansws/core/extension';
import type { Field, Fields } from '@sansws/core/http';

/**
 * A token (RFC 9110 §5.6.2), names that an object already has among them.
 *
 * @example
 * ```ts
 * import { token } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { match } from 'node:assert/strict';
 * fc.assert(fc.property(token(), (some) => match(some, /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/)));
 * ```
 */
export function token(): fc.Arbitrary<string> {
  const unit = fc.constantFrom(...tokenCharacters);
  return fc.oneof(
    { weight: 9, arbitrary: fc.string({ unit, minLength: 1, maxLength: 12 }) },
    { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty') },
  );
}

/**
 * A header line that the handshake does not own: its name begins with `X-`, its value is visible ASCII with
 * single spaces inside (RFC 9110 §5.5).
 *
 * @example
 * ```ts
 * import { field } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { ok } from 'node:assert/strict';
 * fc.assert(fc.property(field(), ([name]) => ok(name.startsWith('X-'))));
 * ```
 */
export function field(): fc.Arbitrary<Field> {
  const visible = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));
  const word = fc.string({ unit: visible, minLength: 1, maxLength: 8 });
  const value = fc.array(word, { maxLength: 3 }).map((words) => words.join(' '));
  return fc.tuple(token(), value).map(([name, content]): Field => [`X-${name}`, content]);
}

/**
 * Some header lines, repeats among them.
 *
 * @example
 * ```ts
 * import { fields } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { ok } from 'node:assert/strict';
 * fc.assert(fc.property(fields(), (lines) => ok(lines.length <= 5)));
 * ```
 */
export function fields(): fc.Arbitrary<Fields> {
  return fc.array(field(), { maxLength: 5 });
}

/**
 * Distinct subprotocol names in order of preference (RFC 6455 §4.1 item 10).
 *
 * @example
 * ```ts
 * import { subprotocols } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { equal } from 'node:assert/strict';
 * fc.assert(fc.property(subprotocols(), (names) => equal(new Set(names).size, names.length)));
 * ```
 */
export function subprotocols(): fc.Arbitrary<readonly string[]> {
  return fc.uniqueArray(token(), { maxLength: 3 });
}

/**
 * One element of Sec-WebSocket-Extensions with any parameters (RFC 6455 §9.1).
 *
 * @example
 * ```ts
 * import { extensionElement } from '@sansws/testing';
 * import fc from 'fast-check';
 * import { ok } from 'node:assert/strict';
 * fc.assert(fc.property(extensionElement(), ({ name }) => ok(name.length > 0)));
 * ```
 */
export function extensionElement(): fc.Arbitrary<ExtensionElement> {
  const bare = token().map((name): Parameter => [name, true]);
  const valued = fc.tuple(token(), token()).map(([name, value]): Parameter => [name, value]);
  const parameters = fc.array(fc.oneof(bare, valued), { maxLength: 3 });
  return fc.tuple(token(), parameters).map(([name, list]): ExtensionElement => ({ name, parameters: list }));
}

const tokenCharacters = Array.from(
  "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
);
