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
  throw new RangeError(complaint(name, value, `one of ${words.join(', ')}`));
}

/** Throws a `RangeError` unless the option is a time; gives it back. */
export function checkDuration(name: string, value: number): number {
  if (typeof value === 'number' && value >= 0) return value;
  throw new RangeError(complaint(name, value, 'milliseconds from 0 on, or Infinity'));
}

/** Throws a `TypeError` unless there are options at all. */
export function checkOptions(name: string, value: unknown): void {
  insist(isRecord(value), name, value, 'an object');
}

/** Throws a `TypeError` for a primitive that is no function. */
export function checkPrimitives(value: Partial<Primitives> | undefined): void {
  if (value === undefined) return;
  checkOptions('primitives', value);
  for (const name of Object.keys(plainPrimitives) as (keyof Primitives)[]) {
    const kind = typeof plainPrimitives[name];
    const fits = !Object.hasOwn(value, name) || typeof value[name] === kind;
    insist(fits, `primitives.${name}`, value[name], `a ${kind}`);
  }
}

/** Throws a `TypeError` unless the option is a list of extensions, or of their sessions, with these functions. */
export function checkExtensions(name: string, value: unknown, functions: readonly string[]): void {
  insist(Array.isArray(value), name, value, 'a list');
  // Its holes count as `undefined`.
  for (const [index, element] of Array.from(value as readonly unknown[]).entries()) {
    const place = `${name}[${index}]`;
    checkOptions(place, element);
    const named = element as Readonly<Record<string, unknown>>;
    const own = named['name'];
    insist(typeof own === 'string' && isToken(own), `${place}.name`, own, 'a token');
    for (const part of functions) {
      insist(typeof named[part] === 'function', `${place}.${part}`, named[part], 'a function');
    }
  }
}

function insist(isFine: boolean, name: string, value: unknown, must: string): void {
  if (!isFine) throw new TypeError(complaint(name, value, must));
}

function complaint(name: string, value: unknown, must: string): string {
  return `${name} is ${shown(value)}; it must be ${must}`;
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value in a message; of what may have no string form, its kind. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
