/**
 * Options of a kind that TypeScript would not let pass: programs without types have their faults too, and a
 * refusal says more than an error from somewhere within.
 *
 * @module
 */

import type { Refusal } from '../vocabulary/refusal.ts';
import { refusalOf } from '../vocabulary/refusal.ts';

/** What a client asks for (`ClientRequestOptions`), as a program without types may give it. */
export interface UntypedOptions {
  readonly host?: unknown;
  readonly resourceName?: unknown;
  readonly subprotocols?: unknown;
  readonly extensions?: unknown;
}

/**
 * The first option of a client's request that is not of its kind, or `null`; the detail is its name and the kind
 * that it has. Nonce and further fields are checked where they are used.
 *
 * Refused with `host-not-valid`, `target-not-valid`, `subprotocol-not-valid`, `extension-not-valid`.
 */
export function mistypedOption(options: UntypedOptions): Refusal | null {
  const { host, resourceName, subprotocols = [], extensions = [] } = options;
  if (!isText(host)) return refusalOf('host-not-valid', `host: ${typeof host}`);
  if (!isText(resourceName)) return refusalOf('target-not-valid', `resourceName: ${typeof resourceName}`);
  const subprotocol = wrongOf('subprotocols', subprotocols, isText);
  if (subprotocol !== null) return refusalOf('subprotocol-not-valid', subprotocol);
  const extension = wrongOf('extensions', extensions, isExtension);
  return extension === null ? null : refusalOf('extension-not-valid', extension);
}

/** Which element of a list is none, or that it is no list; `null` if all is well. */
function wrongOf(name: string, value: unknown, isElement: (element: unknown) => boolean): string | null {
  if (!Array.isArray(value)) return `${name}: ${typeof value}`;
  const elements = [...(value as readonly unknown[])];
  const index = elements.findIndex((element) => !isElement(element));
  return index === -1 ? null : `${name}[${index}]: ${typeof elements[index]}`;
}

function isExtension(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { name, offers, confirm } = value as { readonly [key: string]: unknown };
  return isText(name) && isList(offers, isParameterList) && typeof confirm === 'function';
}

function isParameterList(value: unknown): boolean {
  return isList(value, isParameter);
}

function isParameter(value: unknown): boolean {
  return Array.isArray(value) && isText(value[0]) && (value[1] === true || isText(value[1]));
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isList(value: unknown, isElement: (element: unknown) => boolean): boolean {
  // Spread, for `every` would leave out the holes of a list.
  return Array.isArray(value) && [...(value as readonly unknown[])].every(isElement);
}
