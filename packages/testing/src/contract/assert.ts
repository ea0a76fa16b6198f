/**
 * The few assertions of the contract suite: it runs where no test runner does.
 *
 * @module
 */

import { same } from '../same.ts';

/** A case of the contract that does not hold. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}

/** Fails unless it is so. */
export function assertThat(isSo: boolean, what: string): asserts isSo {
  if (!isSo) throw new ContractError(what);
}

/** Fails unless both are alike, octet by octet. */
export function assertSame(actual: unknown, expected: unknown, what: string): void {
  if (!same(actual, expected)) {
    throw new ContractError(`${what}: expected ${shown(expected)}, got ${shown(actual)}`);
  }
}

/** Fails unless the names that `expected` has are alike in `actual`. */
export function assertHas(
  actual: object | null,
  expected: Readonly<Record<string, unknown>>,
  what: string,
): void {
  assertThat(actual !== null, `${what}: expected ${shown(expected)}, got null`);
  for (const [name, value] of Object.entries(expected)) {
    assertSame((actual as Readonly<Record<string, unknown>>)[name], value, `${what}: ${name}`);
  }
}

/** What a promise rejects with; fails if it does not. */
export async function rejectionOf(promise: PromiseLike<unknown>, what: string): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new ContractError(`${what}: it did not reject`);
}

/** What a call throws; fails if it does not. */
export function thrownBy(call: () => unknown, what: string): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new ContractError(`${what}: it did not throw`);
}

const longest = 300;

function shown(value: unknown): string {
  const text =
    value instanceof Uint8Array ? `${value.length} octets [${value.subarray(0, 32).join()}]` : plain(value);
  return text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text;
}

function plain(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
