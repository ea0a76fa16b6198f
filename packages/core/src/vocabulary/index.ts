/**
 * Ground floor: the words of RFC 6455. Imports nothing.
 *
 * @module
 */
export * from './opcode.ts';
export * from './status-code.ts';
export * from './role.ts';
export * from './violation.ts';
export * from './refusal.ts';
export * from './limits.ts';
export * from './result.ts';
export * from './handshake-failure.ts';
