/**
 * Octets gathered over several chunks, as a value.
 *
 * Appending to the newest value writes into room that is already there; appending to an older one copies
 * first. So every value keeps what it holds for ever (persistence), and the usual, linear case never copies
 * an octet twice: 1 MiB in one-octet chunks stays linear.
 *
 * @module
 */

/** Octets 0 to `length` of `store`. Others write only to room that they made or claimed here, and read no further. */
export interface Gathered {
  readonly store: Uint8Array;
  /** How far `store` is written: its one element is shared by all values with this store. */
  readonly mark: Float64Array;
  readonly length: number;
}

/** Where new memory comes from: `length` octets of any content, all of which will be written before use. */
export type Allocate = (length: number) => Uint8Array;

/** The plain way to get memory. */
const allocateZeroed: Allocate = (length: number): Uint8Array => new Uint8Array(length);

/** So much room costs little enough to be made for an announcement alone. */
const cheap = 16_384;

/** So many times what has come is believed to come: a peer that lies has to send that part of it all the same. */
const belief = 32;

/** However much there is, so much more at a time is enough. */
const mostSlack = 67_108_864;

/**
 * How much room to make for `announced` octets when `come` of them are at hand: a peer may announce what it
 * never sends, so room grows with what comes.
 */
export function believable(announced: number, come: number): number {
  return Math.min(announced, Math.max(cheap, belief * come));
}

/** Nothing gathered yet, with room for `room` octets. */
export function gatherNothing(room: number, allocate: Allocate = allocateZeroed): Gathered {
  return { store: allocate(room), mark: new Float64Array(1), length: 0 };
}

/**
 * A value with `extra` octets of room at its end that nobody else will write: the caller fills
 * `store[from.length]` up to `store[from.length + extra]` at once, before anyone else sees the value. Room doubles
 * when it ends, or grows up to fourfold towards what is `announced` altogether; but not beyond `most`, the most that
 * there can ever be.
 */
export function makeRoom(
  from: Gathered,
  extra: number,
  allocate: Allocate = allocateZeroed,
  announced = 0,
  most: number = Infinity,
): Gathered {
  const length = from.length + extra;
  if (from.mark[0] === from.length && length <= from.store.length) {
    from.mark[0] = length;
    return { store: from.store, mark: from.mark, length };
  }
  // Growing by a factor keeps appending linear; a fork from an older value pays one copy and takes no more room than
  // that value had, or forks of forks would double without end.
  const before = from.store.length;
  const grown = Math.max(2 * before, Math.min(4 * before, announced));
  // Not to the most in a last small step, which would copy all there is once more.
  const bounded = 4 * grown > 3 * most ? most : grown;
  const roomy = length > before ? Math.min(bounded, length + mostSlack) : before;
  const store = allocate(Math.max(length, roomy, 16));
  store.set(new Uint8Array(from.store.buffer, from.store.byteOffset, from.length), 0);
  const mark = new Float64Array(1);
  mark[0] = length;
  return { store, mark, length };
}

/**
 * Takes the `extra` octets of room that lie behind `length` octets in the memory of `from`, as `makeRoom` does, for a caller
 * who counts by himself how many there are. Gives false, and nothing is taken, if somebody wrote there or it is too little.
 */
export function claimRoom({ store, mark }: Gathered, length: number, extra: number): boolean {
  if (mark[0] !== length || length + extra > store.length) return false;
  mark[0] = length + extra;
  return true;
}

/** The value that holds `by` octets more, of room that was claimed and is filled. */
export function extended({ store, mark, length }: Gathered, by: number): Gathered {
  return { store, mark, length: length + by };
}

/** Appends `source[start]` up to `source[end]`. */
export function gather(
  from: Gathered,
  source: Uint8Array,
  start: number,
  end: number,
  allocate: Allocate = allocateZeroed,
): Gathered {
  const to = makeRoom(from, end - start, allocate);
  if (end - start === 1) to.store[from.length] = source[start] as number;
  else to.store.set(source.subarray(start, end), from.length);
  return to;
}

/** A look at what has been gathered: for reading at once, not for keeping or handing out. */
export function gathered(from: Gathered): Uint8Array {
  return new Uint8Array(from.store.buffer, from.store.byteOffset, from.length);
}

/** A copy of what has been gathered, which belongs to whoever asked. */
export function gatheredCopy(from: Gathered, allocate: Allocate = allocateZeroed): Uint8Array {
  const copy = allocate(from.length);
  copy.set(gathered(from), 0);
  return copy;
}
