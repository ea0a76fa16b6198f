/**
 * First floor, east: octets to frames and back (RFC 6455 §5).
 *
 * @module
 */
export { closeBodyFault, decodeCloseBody, emptyCloseBody, encodeCloseBody } from './close-body.ts';
export type { CloseBody, CloseBodyFault } from './close-body.ts';
export { decodeFrames, frameDecoder } from './decoder.ts';
export type { DecodedFrames, FrameDecoder, FrameDecoderOptions } from './decoder.ts';
export * from './encoder.ts';
export * from './frame.ts';
export { headerLength, readHeader } from './header.ts';
export type { HeaderReading } from './header.ts';
export { noMessage, notFollowed } from './header-rules.ts';
export type { HeaderRules, MessageSoFar } from './header-rules.ts';
export * from './outbound.ts';
