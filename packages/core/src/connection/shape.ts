/**
 * Shapes: how a value is written as JSON and read back. Each is told once and gives both directions, so the
 * two cannot drift apart. Reading is total: what does not fit gives `undefined`.
 *
 * @module
 */

import { decodeBase64, encodeBase64 } from '../bytes/base64.ts';
import { gather, gathered as viewOf, gatherNothing } from '../bytes/gathered.ts';
import type { Gathered } from '../bytes/gathered.ts';

/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Both directions of one kind of value. No value that can be written is `undefined`. */
export interface Shape<Value> {
  readonly write: (value: Value) => Json;
  readonly read: (json: Json | undefined) => Value | undefined;
}

/** A number; JSON has no infinity, so it goes as a word. */
export const number: Shape<number> = {
  write: (value) => (Number.isFinite(value) ? value : 'Infinity'),
  read: (json) => (json === 'Infinity' ? Infinity : Number.isFinite(json) ? (json as number) : undefined),
};

/** How many there are of something: a whole number from 0 on. */
export const count: Shape<number> = /* @__PURE__ */ such(
  number,
  (value) => Number.isSafeInteger(value) && value >= 0,
);

/** A string. */
export const text: Shape<string> = {
  write: (value) => value,
  read: (json) => (typeof json === 'string' ? json : undefined),
};

/** True or false. */
export const flag: Shape<boolean> = {
  write: (value) => value,
  read: (json) => (typeof json === 'boolean' ? json : undefined),
};

/** Octets, as base64. */
export const octets: Shape<Uint8Array> = {
  write: (value) => encodeBase64(value),
  read: (json) => (typeof json === 'string' ? (decodeBase64(json) ?? undefined) : undefined),
};

/** Gathered octets, as base64; read back with room of their own. */
export const gathered: Shape<Gathered> = {
  write: (value) => encodeBase64(viewOf(value)),
  read: (json) => {
    const all = octets.read(json);
    return all === undefined ? undefined : gather(gatherNothing(all.length), all, 0, all.length);
  },
};

/** One of a few given values. */
export function oneOf<const Value extends string | number | null>(...values: readonly Value[]): Shape<Value> {
  return {
    write: (value) => value,
    read: (json) => values.find((value) => value === json),
  };
}

/** Only those values that are fine; what is read and is not does not fit. */
export function such<Value>(shape: Shape<Value>, isFine: (value: Value) => boolean): Shape<Value> {
  return {
    write: shape.write,
    read: (json) => {
      const value = shape.read(json);
      return value === undefined || !isFine(value) ? undefined : value;
    },
  };
}

/** A value or `null`. */
export function orNull<Value>(shape: Shape<Value>): Shape<Value | null> {
  return {
    write: (value) => (value === null ? null : shape.write(value)),
    read: (json) => (json === null ? null : shape.read(json)),
  };
}

/** Values in a row. */
export function list<Value>(shape: Shape<Value>): Shape<readonly Value[]> {
  return {
    write: (values) => values.map((value) => shape.write(value)),
    read: (json) => {
      if (!Array.isArray(json)) return undefined;
      const values: Value[] = [];
      for (const item of json as readonly Json[]) {
        const value = shape.read(item);
        if (value === undefined) return undefined;
        values.push(value);
      }
      return values;
    },
  };
}

/** Two values side by side. */
export function pair<Left, Right>(left: Shape<Left>, right: Shape<Right>): Shape<readonly [Left, Right]> {
  return {
    write: (value) => [left.write(value[0]), right.write(value[1])],
    read: (json) => {
      if (!Array.isArray(json) || json.length !== 2) return undefined;
      const [first, second] = json as readonly Json[];
      const one = left.read(first);
      const other = right.read(second);
      return one === undefined || other === undefined ? undefined : [one, other];
    },
  };
}

/** A record: a shape for each of its keys. */
export function record<Value extends object>(shapes: {
  readonly [Key in keyof Value]-?: Shape<Value[Key]>;
}): Shape<Value> {
  const entries = Object.entries(shapes) as unknown as readonly (readonly [
    string & keyof Value,
    Shape<unknown>,
  ])[];
  return {
    write: (value) => Object.fromEntries(entries.map(([key, shape]) => [key, shape.write(value[key])])),
    read: (json) => {
      if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
      const given = json as { readonly [name: string]: Json };
      const value: [string, unknown][] = [];
      for (const [key, shape] of entries) {
        const part = Object.hasOwn(given, key) ? shape.read(given[key]) : undefined;
        if (part === undefined) return undefined;
        value.push([key, part]);
      }
      return Object.fromEntries(value) as Value;
    },
  };
}

/** One of several records, told apart by `kindOf`; each is written with its kind beside it. */
export function variant<Value extends object>(
  kindOf: (value: Value) => string,
  shapes: ReadonlyMap<string, Shape<Value>>,
): Shape<Value> {
  return {
    write: (value) => {
      const kind = kindOf(value);
      return [kind, (shapes.get(kind) as Shape<Value>).write(value)];
    },
    read: (json) => {
      if (!Array.isArray(json) || typeof json[0] !== 'string') return undefined;
      return shapes.get(json[0])?.read(json[1] as Json | undefined);
    },
  };
}
