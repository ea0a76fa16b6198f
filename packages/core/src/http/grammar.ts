/**
 * The grammar of header fields (RFC 9110 §5.6). Every function is one pass from left to right.
 *
 * Text that came from the wire has one character for each octet, U+0000 to U+00FF.
 *
 * @module
 */

/**
 * Whether the code may stand in a token.
 *
 * ```abnf
 * tchar = "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." / "^" / "_" / "`" / "|" / "~"
 *       / DIGIT / ALPHA
 * ```
 *
 * @example
 * ```ts
 * import { isTokenCode } from '@sansws/core/http';
 * import { equal } from 'node:assert/strict';
 * equal(isTokenCode('a'.charCodeAt(0)), true);
 * equal(isTokenCode(':'.charCodeAt(0)), false);
 * ```
 */
export function isTokenCode(code: number): boolean {
  if (code >= 0x61 && code <= 0x7a) return true;
  if (code >= 0x41 && code <= 0x5a) return true;
  if (code >= 0x30 && code <= 0x39) return true;
  // The fifteen signs among the first 128 characters, by their code.
  switch (code) {
    case 0x21:
    case 0x23:
    case 0x24:
    case 0x25:
    case 0x26:
    case 0x27:
    case 0x2a:
    case 0x2b:
    case 0x2d:
    case 0x2e:
    case 0x5e:
    case 0x5f:
    case 0x60:
    case 0x7c:
    case 0x7e:
      return true;
    default:
      return false;
  }
}

/**
 * Where the token that begins at `from` ends; `from` itself if there is none.
 *
 * ```abnf
 * token = 1*tchar
 * ```
 *
 * @example
 * ```ts
 * import { tokenEnd } from '@sansws/core/http';
 * import { equal } from 'node:assert/strict';
 * equal(tokenEnd('foo; bar', 0), 3);
 * ```
 */
export function tokenEnd(text: string, from: number): number {
  let index = from;
  while (index < text.length && isTokenCode(text.charCodeAt(index))) index++;
  return index;
}

/**
 * Whether the whole text is one token (RFC 9110 §5.6.2).
 *
 * @example
 * ```ts
 * import { isToken } from '@sansws/core/http';
 * import { equal } from 'node:assert/strict';
 * equal(isToken('permessage-deflate'), true);
 * equal(isToken('a b'), false);
 * equal(isToken(''), false);
 * ```
 */
export function isToken(text: string): boolean {
  return text.length > 0 && tokenEnd(text, 0) === text.length;
}

/**
 * Where the optional white space that begins at `from` ends (RFC 9110 §5.6.3).
 *
 * ```abnf
 * OWS = *( SP / HTAB )
 * ```
 *
 * @example
 * ```ts
 * import { skipWhiteSpace } from '@sansws/core/http';
 * import { equal } from 'node:assert/strict';
 * equal(skipWhiteSpace('a \tb', 1), 3);
 * ```
 */
export function skipWhiteSpace(text: string, from: number): number {
  let index = from;
  while (index < text.length && isWhiteSpace(text.charCodeAt(index))) index++;
  return index;
}

/**
 * The text from `start` to `end` without the optional white space around it (RFC 9110 §5.6.3).
 *
 * @example
 * ```ts
 * import { trimmed } from '@sansws/core/http';
 * import { equal } from 'node:assert/strict';
 * equal(trimmed('a,\t b ,c', 2, 6), 'b');
 * ```
 */
export function trimmed(text: string, start: number = 0, end: number = text.length): string {
  let first = start;
  let last = end;
  while (first < last && isWhiteSpace(text.charCodeAt(first))) first++;
  while (last > first && isWhiteSpace(text.charCodeAt(last - 1))) last--;
  return text.slice(first, last);
}

/** A quoted string that was read: what it says, and where it ended. */
export interface QuotedString {
  readonly value: string;
  /** The index behind the closing quote. */
  readonly next: number;
}

/**
 * The quoted string that begins at `from`, without quotes and backslashes; `null` if there is none, if it
 * never ends, or if it holds a control character (RFC 9110 §5.6.4).
 *
 * ```abnf
 * quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE
 * qdtext        = HTAB / SP / %x21 / %x23-5B / %x5D-7E / obs-text
 * quoted-pair   = "\" ( HTAB / SP / VCHAR / obs-text )
 * ```
 *
 * @example
 * ```ts
 * import { quotedString } from '@sansws/core/http';
 * import { deepEqual, equal } from 'node:assert/strict';
 * deepEqual(quotedString('b="1\\0"', 2), { value: '10', next: 7 });
 * equal(quotedString('"open', 0), null);
 * ```
 */
export function quotedString(text: string, from: number): QuotedString | null {
  if (text.charCodeAt(from) !== quote) return null;
  let value = '';
  let index = from + 1;
  while (index < text.length) {
    if (text.charCodeAt(index) === quote) return { value, next: index + 1 };
    if (text.charCodeAt(index) === backslash) index++;
    // Behind a backslash at the very end there is no character: the code is NaN and no text.
    if (!isTextCode(text.charCodeAt(index))) return null;
    value += text.charAt(index);
    index++;
  }
  return null;
}

/**
 * The elements of a comma-separated list that may come in several header lines, each without the white space
 * around it. Empty elements are ignored (RFC 9110 §5.6.1.2). `null` when an element is not what `isElement`
 * asks for.
 *
 * ```abnf
 * #element = [ element ] *( OWS "," OWS [ element ] )
 * ```
 *
 * @example
 * ```ts
 * import { commaList, isToken } from '@sansws/core/http';
 * import { deepEqual, equal } from 'node:assert/strict';
 * deepEqual(commaList(['a,, b', 'c'], isToken), ['a', 'b', 'c']);
 * equal(commaList(['a b'], isToken), null);
 * ```
 */
export function commaList(
  values: readonly string[],
  isElement: (text: string) => boolean,
): readonly string[] | null {
  const elements: string[] = [];
  for (const value of values) {
    let start = 0;
    while (start <= value.length) {
      const comma = value.indexOf(',', start);
      const end = comma === -1 ? value.length : comma;
      const element = trimmed(value, start, end);
      if (element !== '' && !isElement(element)) return null;
      if (element !== '') elements.push(element);
      start = end + 1;
    }
  }
  return elements;
}

/**
 * Whether two texts are the same but for the case of ASCII letters (RFC 9110 §5.1: names are
 * case-insensitive). Letters beyond ASCII are never folded: U+212A is not `k`.
 *
 * @example
 * ```ts
 * import { equalIgnoringCase } from '@sansws/core/http';
 * import { equal } from 'node:assert/strict';
 * equal(equalIgnoringCase('UpGrade', 'upgrade'), true);
 * ```
 */
export function equalIgnoringCase(left: string, right: string): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) {
    if (lowerCode(left.charCodeAt(index)) !== lowerCode(right.charCodeAt(index))) return false;
  }
  return true;
}

/**
 * Whether the code may stand in the value of a header field: white space, visible ASCII or obs-text
 * (RFC 9110 §5.5), but no control character.
 *
 * @example
 * ```ts
 * import { isTextCode } from '@sansws/core/http';
 * import { equal } from 'node:assert/strict';
 * equal(isTextCode(0x09), true);
 * equal(isTextCode(0x0a), false);
 * equal(isTextCode(0xe9), true);
 * ```
 */
export function isTextCode(code: number): boolean {
  return code === tab || (code >= space && code !== 0x7f && code <= 0xff);
}

/**
 * Whether the code is white space within a line: SP or HTAB (RFC 9110 §5.6.3).
 *
 * @example
 * ```ts
 * import { isWhiteSpace } from '@sansws/core/http';
 * import { equal } from 'node:assert/strict';
 * equal(isWhiteSpace(0x20), true);
 * equal(isWhiteSpace(0x0d), false);
 * ```
 */
export function isWhiteSpace(code: number): boolean {
  return code === space || code === tab;
}

function lowerCode(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
}

const tab = 0x09;
const space = 0x20;
const quote = 0x22;
const backslash = 0x5c;
