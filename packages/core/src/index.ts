/**
 * The WebSocket protocol as values and pure functions: no sockets, no clock, no randomness.
 *
 * The front door: a connection with all that RFC 6455 asks of an endpoint. The floors below have subpaths of
 * their own: `@sansws/core/frame`, `/message`, `/extension`, `/handshake`, `/http`, `/bytes`, `/vocabulary`.
 *
 * @module
 */
export * from './connection/index.ts';
export { encode } from './frame/encoder.ts';
export type { Outbound, OutboundFrame, OutboundOctets } from './frame/outbound.ts';
export type { CloseBody } from './frame/close-body.ts';
export type {
  AnySession,
  Extension,
  ExtensionElement,
  ExtensionSession,
  MessagePart,
  Parameter,
  Transformed,
} from './extension/extension.ts';
export { anySession } from './extension/extension.ts';
export type { Field, Fields } from './http/fields.ts';
export type { RequestHead } from './http/request-head.ts';
export type { ResponseHead } from './http/response-head.ts';
export type { OriginPolicy } from './handshake/origin.ts';
export { prepareMessage } from './message/prepared.ts';
export type { PreparedMessage } from './message/prepared.ts';
export type {
  BinaryMessage,
  BinaryPart,
  Message,
  PingMessage,
  TextMessage,
  TextPart,
} from './message/message.ts';
export { plainPrimitives } from './bytes/primitives.ts';
export type { Primitives } from './bytes/primitives.ts';
export type { HandshakeFailure, HandshakeFailureName } from './vocabulary/handshake-failure.ts';
export { defaultLimits } from './vocabulary/limits.ts';
export type { Limits } from './vocabulary/limits.ts';
export type { Refusal, RefusalName } from './vocabulary/refusal.ts';
export type { Result } from './vocabulary/result.ts';
export type { Role } from './vocabulary/role.ts';
export { statusCodes } from './vocabulary/status-code.ts';
export type { Violation, ViolationName } from './vocabulary/violation.ts';
