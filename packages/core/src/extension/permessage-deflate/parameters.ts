/**
 * The four parameters of permessage-deflate (RFC 7692 §7.1): their grammar, once as an offer and once as an answer.
 *
 * ```abnf
 * server-no-context-takeover = "server_no_context_takeover"
 * client-no-context-takeover = "client_no_context_takeover"
 * server-max-window-bits     = "server_max_window_bits" "=" 1*DIGIT      ; 8 to 15, no leading zero
 * client-max-window-bits     = "client_max_window_bits" [ "=" 1*DIGIT ]  ; the value is left out in offers only
 * ```
 *
 * @module
 */

import type { Parameter } from '../extension.ts';

/** A base-2 logarithm of the size of an LZ77 sliding window (RFC 7692 §7.1.2). */
export type WindowBits = 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15;

/** What an offer or an answer says; what is left out is not said. */
export interface DeflateParameters {
  readonly serverNoContextTakeover?: boolean;
  readonly clientNoContextTakeover?: boolean;
  readonly serverMaxWindowBits?: WindowBits;
  /** `true` stands for the parameter without a value: in an offer it says that the parameter is understood. */
  readonly clientMaxWindowBits?: WindowBits | true;
}

/** What two ends have agreed on: the answer, with what it does not say filled in. */
export interface AgreedParameters {
  readonly serverNoContextTakeover: boolean;
  readonly clientNoContextTakeover: boolean;
  readonly serverMaxWindowBits: WindowBits;
  readonly clientMaxWindowBits: WindowBits;
}

/**
 * Reads the parameters of an offer, or of an answer (`bare` false: there every window has a value). `null` for an
 * unknown name, a name that comes twice, and a value that is none (RFC 7692 §7.1: decline, or fail).
 *
 * @example
 * ```ts
 * import { parseParameters } from '@sansws/core/permessage-deflate';
 * import { deepEqual, equal } from 'node:assert/strict';
 * deepEqual(parseParameters([['server_max_window_bits', '10']], true), { serverMaxWindowBits: 10 });
 * equal(parseParameters([['server_max_window_bits', '010']], true), null);
 * ```
 */
export function parseParameters(parameters: readonly Parameter[], bare: boolean): DeflateParameters | null {
  const read: { -readonly [Name in keyof DeflateParameters]: DeflateParameters[Name] } = {};
  for (const [name, value] of parameters) {
    switch (name) {
      case 'server_no_context_takeover':
        if (value !== true || read.serverNoContextTakeover !== undefined) return null;
        read.serverNoContextTakeover = true;
        break;
      case 'client_no_context_takeover':
        if (value !== true || read.clientNoContextTakeover !== undefined) return null;
        read.clientNoContextTakeover = true;
        break;
      case 'server_max_window_bits': {
        const bits = windowBitsOf(value);
        if (bits === null || read.serverMaxWindowBits !== undefined) return null;
        read.serverMaxWindowBits = bits;
        break;
      }
      case 'client_max_window_bits': {
        const bits = value === true && bare ? true : windowBitsOf(value);
        if (bits === null || read.clientMaxWindowBits !== undefined) return null;
        read.clientMaxWindowBits = bits;
        break;
      }
      default:
        return null;
    }
  }
  return read;
}

/**
 * The parameters as they stand in the header, in the order of RFC 7692 §7.1.
 *
 * @example
 * ```ts
 * import { formatParameters } from '@sansws/core/permessage-deflate';
 * import { deepEqual } from 'node:assert/strict';
 * deepEqual(formatParameters({ clientMaxWindowBits: true }), [['client_max_window_bits', true]]);
 * ```
 */
export function formatParameters(parameters: DeflateParameters): readonly Parameter[] {
  const { serverMaxWindowBits, clientMaxWindowBits } = parameters;
  const list: Parameter[] = [];
  if (parameters.serverNoContextTakeover === true) list.push(['server_no_context_takeover', true]);
  if (parameters.clientNoContextTakeover === true) list.push(['client_no_context_takeover', true]);
  if (serverMaxWindowBits !== undefined) list.push(['server_max_window_bits', `${serverMaxWindowBits}`]);
  if (clientMaxWindowBits !== undefined) {
    list.push(['client_max_window_bits', clientMaxWindowBits === true ? true : `${clientMaxWindowBits}`]);
  }
  return list;
}

/** "The value MUST be a decimal integer in the range from 8 to 15, inclusive, without leading zeros" §7.1.2. */
function windowBitsOf(value: string | true): WindowBits | null {
  const index = values.indexOf(String(value));
  return index < 0 ? null : ((index + 8) as WindowBits);
}

const values: readonly string[] = ['8', '9', '10', '11', '12', '13', '14', '15'];
