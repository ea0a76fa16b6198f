/**
 * Second floor: frames to messages and back (RFC 6455 §5.4, §6).
 *
 * @module
 */
export { decode, encodeMessage, messageCodec } from './codec.ts';
export type {
  DecodedMessages,
  EncodedMessage,
  MessageCodec,
  MessageCodecOptions,
  Sendable,
} from './codec.ts';
export * from './message.ts';
export * from './prepared.ts';
