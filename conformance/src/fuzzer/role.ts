/**
 * The two ends of a connection, as the fuzzer sees them.
 *
 * @module
 */

/** Which end the fuzzer plays. */
export type FuzzerRole = 'client' | 'server';
