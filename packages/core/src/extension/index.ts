/**
 * Second floor, west: extensions and how they are agreed on (RFC 6455 §9).
 *
 * @module
 */
export * from './extension.ts';
export * from './negotiation.ts';
