/**
 * The LZ77 sliding window as a value: the plain octets that went last, as many as distances may reach back to.
 *
 * It holds no more than what was really sent. Appending to the newest value writes behind what is there, appending to
 * an older one copies first (as `bytes/gathered.ts`); a window that is full moves to new memory once in a 64th of
 * its size: that is a copy of 32 KiB for each 512 octets, and a connection at rest holds hardly more than its window.
 *
 * @module
 */

/** The last `count` octets of `store` before `length`. */
export interface Window {
  readonly store: Uint8Array;
  /** How far `store` is written: its one element is shared by all values with this store. */
  readonly mark: Float64Array;
  readonly length: number;
  readonly count: number;
}

/** A window of nothing. */
export const emptyWindow: Window = {
  store: /* @__PURE__ */ new Uint8Array(0),
  mark: /* @__PURE__ */ new Float64Array(1),
  length: 0,
  count: 0,
};

/** The window once `octets` went, too, of which `most` octets count. */
export function slide({ store, mark, length, count }: Window, octets: Uint8Array, most: number): Window {
  const after = length + octets.length;
  if (after <= store.length && mark[0] === length) {
    store.set(octets, length);
    mark[0] = after;
    return { store, mark, length: after, count: Math.min(count + octets.length, most) };
  }
  const newer = octets.length > most ? octets.subarray(octets.length - most) : octets;
  const older = Math.min(count, most - newer.length);
  const total = older + newer.length;
  const fresh = new Uint8Array(Math.min(Math.max(2 * total, 64), roomy(most)));
  fresh.set(new Uint8Array(store.buffer, store.byteOffset + length - older, older), 0);
  fresh.set(newer, older);
  const written = new Float64Array(1);
  written[0] = total;
  return { store: fresh, mark: written, length: total, count: total };
}

/** How large the memory of a full window is. */
export function roomy(most: number): number {
  return most + (most >> 6);
}

/** The octets of the window: for reading at once, not for keeping or handing out. */
export function windowOctets({ store, length, count }: Window): Uint8Array {
  return new Uint8Array(store.buffer, store.byteOffset + length - count, count);
}
