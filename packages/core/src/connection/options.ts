/**
 * Options of a wrong kind, told where they are given: programs without types have their faults too, and what
 * is only found when the first peer comes, nobody finds.
 *
 * @module
 */

import type { Primitives } from '../bytes/primitives.ts';
import { plainPrimitives } from '../bytes/primitives.ts';
import { isToken } from '../http/grammar.ts';

/** Throws a `RangeError` unless the option is one of these. */
export function checkWord(name: string, value: unknown, words: readonly unknown[]): void {
  if (words.includes(value)) return;
  throw new RangeError(`${name} is ${shown(value)}; it must be one of ${words.join(', ')}`);
}

/** Throws a `RangeError` unless the option is a time; gives it back. */
export function checkDuration(name: string, value: number): number {
  if (typeof value === 'number' && value >= 0) return value;
  throw new RangeError(`${name} is ${shown(value)}; it must be milliseconds from 0 on, or Infinity`);
}

/** Throws a `TypeError` unless there are options at all. */
export function checkOptions(name: string, value: unknown): void {
  if (!isRecord(value)) throw new TypeError(`${name} is ${shown(value)}; it must be an object`);
}

/** Throws a `TypeError` for a primitive that is no function. */
export function checkPrimitives(value: Partial<Primitives> | undefined): void {
  if (value === undefined) return;
  checkOptions('primitives', value);
  for (const name of Object.keys(plainPrimitives) as (keyof Primitives)[]) {
    const kind = typeof plainPrimitives[name];
    if (!Object.hasOwn(value, name) || typeof value[name] === kind) continue;
    throw new TypeError(`primitives.${name} is ${shown(value[name])}; it must be a ${kind}`);
  }
}

/** Throws a `TypeError` unless the option is a list of extensions, or of their sessions, with these functions. */
export function checkExtensions(name: string, value: unknown, functions: readonly string[]): void {
  if (!Array.isArray(value)) throw new TypeError(`${name} is ${shown(value)}; it must be a list`);
  // Its holes count as `undefined`.
  for (const [index, element] of Array.from(value as readonly unknown[]).entries()) {
    const place = `${name}[${index}]`;
    checkOptions(place, element);
    const named = element as Readonly<Record<string, unknown>>;
    if (typeof named['name'] !== 'string' || !isToken(named['name'])) {
      throw new TypeError(`${place}.name is ${shown(named['name'])}; it must be a token`);
    }
    for (const part of functions) {
      if (typeof named[part] === 'function') continue;
      throw new TypeError(`${place}.${part} is ${shown(named[part])}; it must be a function`);
    }
  }
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value in a message; of what may have no string form, its kind. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
