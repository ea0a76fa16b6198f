/**
 * The oracle of status codes: RFC 6455 §7.4 and the registry as ranges.
 *
 * @module
 */

/**
 * Whether a Close frame may carry the code.
 *
 * @example
 * ```ts
 * import { closeCodeMayTravel } from '@sansws/testing';
 * import { equal } from 'node:assert/strict';
 * equal(closeCodeMayTravel(3000), true);
 * equal(closeCodeMayTravel(1006), false);
 * ```
 */
export function closeCodeMayTravel(statusCode: number): boolean {
  const row = codeRanges.find(([from, to]) => statusCode >= from && statusCode <= to);
  return row !== undefined && row[2];
}

/** The whole space of 16-bit codes, in order. */
export const codeRanges: readonly (readonly [from: number, to: number, mayTravel: boolean, why: string])[] = [
  [0, 999, false, '§7.4.2: not used'],
  [1000, 1003, true, '§7.4.1: normal, going away, protocol error, cannot accept'],
  [1004, 1004, false, '§7.4.1: reserved'],
  [1005, 1006, false, '§7.4.1: MUST NOT be set as a status code in a Close control frame'],
  [1007, 1011, true, '§7.4.1: data, policy, size, extension, unexpected condition'],
  [1012, 1014, true, 'IANA registry: service restart, try again later, bad gateway'],
  [1015, 1015, false, '§7.4.1: MUST NOT be set as a status code in a Close control frame'],
  [1016, 2999, false, '§7.4.2: reserved for the protocol, nothing defined'],
  [3000, 3999, true, '§7.4.2: libraries, frameworks and applications'],
  [4000, 4999, true, '§7.4.2: private use'],
  [5000, 65_535, false, '§7.4.2: no range'],
];
