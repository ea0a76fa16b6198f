/**
 * The status codes of a Close frame: RFC 6455 §7.4 and the registry it opened (§11.7).
 *
 * @module
 */

/** The name of a registered status code (RFC 6455 §7.4.1 and IANA's WebSocket Close Code Number Registry). */
export type StatusCodeName =
  | 'normalClosure'
  | 'goingAway'
  | 'protocolError'
  | 'unsupportedData'
  | 'noStatusReceived'
  | 'abnormalClosure'
  | 'invalidFramePayloadData'
  | 'policyViolation'
  | 'messageTooBig'
  | 'mandatoryExtension'
  | 'internalError'
  | 'serviceRestart'
  | 'tryAgainLater'
  | 'badGateway'
  | 'tlsHandshake';

/**
 * The registered status codes by name.
 *
 * @example
 * ```ts
 * import { statusCodes } from '@sansws/core/vocabulary';
 * import { equal } from 'node:assert/strict';
 * equal(statusCodes.goingAway, 1001);
 * ```
 */
export const statusCodes: Readonly<Record<StatusCodeName, number>> = {
  normalClosure: 1000,
  goingAway: 1001,
  protocolError: 1002,
  unsupportedData: 1003,
  noStatusReceived: 1005,
  abnormalClosure: 1006,
  invalidFramePayloadData: 1007,
  policyViolation: 1008,
  messageTooBig: 1009,
  mandatoryExtension: 1010,
  internalError: 1011,
  serviceRestart: 1012,
  tryAgainLater: 1013,
  badGateway: 1014,
  tlsHandshake: 1015,
};

/**
 * Whether a status code may stand in a Close frame (RFC 6455 §7.4.2): 1000-1003, 1007-1014, 3000-4999.
 *
 * 1004 is reserved, 1005, 1006 and 1015 only ever report what was *not* received (§7.4.1), 1016-2999 are
 * kept for the protocol, and nothing above 4999 is defined.
 *
 * @example
 * ```ts
 * import { mayTravel } from '@sansws/core/vocabulary';
 * import { equal } from 'node:assert/strict';
 * equal(mayTravel(1000), true);
 * equal(mayTravel(1005), false);
 * equal(mayTravel(5000), false);
 * ```
 */
export function mayTravel(statusCode: number): boolean {
  const isRegistered =
    (statusCode >= 1000 && statusCode <= 1003) ||
    (statusCode >= 1007 && statusCode <= 1014) ||
    (statusCode >= 3000 && statusCode <= 4999);
  return isRegistered && Number.isInteger(statusCode);
}
