/**
 * The engine, and nothing else: the front door.
 *
 * @module
 */
export * from './engine.ts';
