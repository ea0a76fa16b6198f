/**
 * The text of Sec-WebSocket-Extensions ↔ its elements (RFC 6455 §9.1).
 *
 * ```abnf
 * extension-list  = 1#extension
 * extension       = extension-token *( ";" extension-param )
 * extension-param = token [ "=" ( token / quoted-string ) ]
 * ```
 *
 * White space may stand between any two words ("implied *LWS", RFC 2616 §2.1), and what a quoted string says
 * must be a token, so that quotes make no difference to a value.
 *
 * @module
 */

import { isToken, quotedString, skipWhiteSpace, tokenEnd } from '../http/grammar.ts';
import type { HandshakeFailureName } from '../vocabulary/handshake-failure.ts';
import type { Refusal } from '../vocabulary/refusal.ts';
import { refusalOf } from '../vocabulary/refusal.ts';
import type { Result } from '../vocabulary/result.ts';
import { failure, success } from '../vocabulary/result.ts';
import type { ExtensionElement, Parameter } from './extension.ts';

/**
 * The elements of all header lines Sec-WebSocket-Extensions: several lines are one list (RFC 6455 §11.3.2).
 * No line is no element; lines without any element are malformed.
 *
 * Gives the names `extensions-malformed` and, for more than `most` elements, `too-many-extensions`.
 *
 * @example
 * ```ts
 * import { parseExtensions } from '@sansws/core/extension';
 * import { deepEqual } from 'node:assert/strict';
 * deepEqual(parseExtensions(['foo; a; b="10"', 'bar'], 16), {
 *   ok: true,
 *   value: [
 *     { name: 'foo', parameters: [['a', true], ['b', '10']] },
 *     { name: 'bar', parameters: [] },
 *   ],
 * });
 * deepEqual(parseExtensions(['foo;'], 16), { ok: false, problem: 'extensions-malformed' });
 * ```
 */
export function parseExtensions(
  values: readonly string[],
  most: number,
): Result<readonly ExtensionElement[], HandshakeFailureName> {
  const elements: ExtensionElement[] = [];
  for (const value of values) {
    let index = skipWhiteSpace(value, 0);
    while (index < value.length) {
      if (value.charCodeAt(index) !== comma) {
        const element = readElement(value, index);
        if (element === null) return failure('extensions-malformed');
        if (elements.length === most) return failure('too-many-extensions');
        elements.push(element.value);
        index = element.next;
        if (index < value.length && value.charCodeAt(index) !== comma) return failure('extensions-malformed');
      }
      // Behind a comma; empty elements are ignored (RFC 9110 §5.6.1.2).
      index = skipWhiteSpace(value, index + 1);
    }
  }
  return values.length > 0 && elements.length === 0 ? failure('extensions-malformed') : success(elements);
}

/**
 * The value of Sec-WebSocket-Extensions for these elements (RFC 6455 §9.1). Values are tokens, so it never
 * needs quotes.
 *
 * Refused with `extension-not-valid` when a name or value is no token.
 *
 * @example
 * ```ts
 * import { formatExtensions } from '@sansws/core/extension';
 * import { deepEqual } from 'node:assert/strict';
 * deepEqual(formatExtensions([{ name: 'foo', parameters: [['a', true], ['b', '10']] }]), {
 *   ok: true,
 *   value: 'foo; a; b=10',
 * });
 * ```
 */
export function formatExtensions(elements: readonly ExtensionElement[]): Result<string, Refusal> {
  const texts: string[] = [];
  for (const { name, parameters } of elements) {
    if (!isToken(name)) return failure(refusalOf('extension-not-valid', name));
    let text = name;
    for (const [parameter, value] of parameters) {
      if (!isToken(parameter) || (value !== true && !isToken(value))) {
        return failure(refusalOf('extension-not-valid', `${name}; ${parameter}`));
      }
      text += value === true ? `; ${parameter}` : `; ${parameter}=${value}`;
    }
    texts.push(text);
  }
  return success(texts.join(', '));
}

/** Something that was read, and the index of what stands behind it and behind white space. */
interface Read<Value> {
  readonly value: Value;
  readonly next: number;
}

function readElement(text: string, from: number): Read<ExtensionElement> | null {
  const name = readToken(text, from);
  if (name === null) return null;
  const parameters: Parameter[] = [];
  let index = name.next;
  while (text.charCodeAt(index) === semicolon) {
    const parameter = readParameter(text, skipWhiteSpace(text, index + 1));
    if (parameter === null) return null;
    parameters.push(parameter.value);
    index = parameter.next;
  }
  return { value: { name: name.value, parameters }, next: index };
}

function readParameter(text: string, from: number): Read<Parameter> | null {
  const name = readToken(text, from);
  if (name === null) return null;
  if (text.charCodeAt(name.next) !== equals) return { value: [name.value, true], next: name.next };
  const start = skipWhiteSpace(text, name.next + 1);
  const value = text.charCodeAt(start) === quote ? readQuoted(text, start) : readToken(text, start);
  return value === null ? null : { value: [name.value, value.value], next: value.next };
}

function readToken(text: string, from: number): Read<string> | null {
  const end = tokenEnd(text, from);
  return end === from ? null : { value: text.slice(from, end), next: skipWhiteSpace(text, end) };
}

/** "the value after quoted-string unescaping MUST conform to the 'token' ABNF" (RFC 6455 §9.1). */
function readQuoted(text: string, from: number): Read<string> | null {
  const quoted = quotedString(text, from);
  if (quoted === null || !isToken(quoted.value)) return null;
  return { value: quoted.value, next: skipWhiteSpace(text, quoted.next) };
}

const comma = 0x2c;
const semicolon = 0x3b;
const equals = 0x3d;
const quote = 0x22;
