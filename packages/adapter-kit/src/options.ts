/**
 * Options of a wrong kind, told where they are given. The core tells its own; these are those that the kit and
 * the adapters add.
 *
 * @module
 */

/** What an option must be. */
type Kind =
  | 'function'
  | 'object'
  | 'boolean'
  | 'string'
  | 'list of strings'
  | 'number from 0 on'
  | 'AbortSignal';

/**
 * Throws a `TypeError` that names the first option that is not of its kind. Options that are left out, or
 * `undefined`, pass.
 *
 * @example
 * ```ts
 * import { checkKinds } from '@sansws/adapter-kit';
 * import { throws } from 'node:assert/strict';
 * throws(() => checkKinds({ onSocket: 5 }, { onSocket: 'function' }), /onSocket is 5; it must be a function/);
 * ```
 */
export function checkKinds(options: unknown, kinds: Readonly<Record<string, Kind>>): void {
  if (!isObject(options)) throw new TypeError(`options is ${shown(options)}; it must be an object`);
  const given = options as Readonly<Record<string, unknown>>;
  for (const [name, kind] of Object.entries(kinds)) {
    const value = given[name];
    if (value === undefined || isOf(kind, value)) continue;
    const article = /^[aeiou]/iu.test(kind) ? 'an' : 'a';
    throw new TypeError(`${name} is ${shown(value)}; it must be ${article} ${kind}`);
  }
}

function isOf(kind: Kind, value: unknown): boolean {
  switch (kind) {
    case 'object':
      return isObject(value);
    case 'list of strings':
      return (
        Array.isArray(value) && [...(value as unknown[])].every((element) => typeof element === 'string')
      );
    case 'number from 0 on':
      return typeof value === 'number' && value >= 0;
    case 'AbortSignal':
      return isSignal(value);
    default:
      return typeof value === kind;
  }
}

/** What only looks as if it had not aborted would never tell that it has. */
function isSignal(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { aborted, addEventListener, removeEventListener } = value as Readonly<Record<string, unknown>>;
  const listens = typeof addEventListener === 'function' && typeof removeEventListener === 'function';
  return typeof aborted === 'boolean' && listens;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value in a message; of what may have no string form, its kind. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return isObject(value) ? 'an object' : String(value);
}
