/**
 * Messages, or parts of them, that nobody has taken yet, for `for await`.
 *
 * @module
 */

/**
 * A whole message: text, or octets that belong to whoever gets them. The memory behind small ones may be shared with other
 * messages: transfer `message.slice()` to a worker, not the message's own buffer.
 */
export type Message = string | Uint8Array;

/** A piece of a message, when `delivery` is `'parts'`. */
export interface Part {
  /** Text cut between code points, or octets. */
  readonly data: Message;
  /** Whether the message ends with it. */
  readonly final: boolean;
}

/** From so many messages or octets on, the peer has to wait until somebody takes them. */
export const inboxMark = { messages: 64, octets: 65_536 } as const;

/** A queue whose readers wait at its end, in order. */
export class Inbox<Item extends Message | Part = Message> {
  #items: (Item | undefined)[] = [];
  #next = 0;
  #octets = 0;
  #over = false;
  #readers: ((result: IteratorResult<Item, undefined>) => void)[] = [];
  readonly #emptied: () => void;

  /** `emptied` is called whenever the last one has been taken. */
  constructor(emptied: () => void) {
    this.#emptied = emptied;
  }

  get isEmpty(): boolean {
    return this.#next === this.#items.length;
  }

  /** Whether so much waits that the peer should wait too. */
  get isFull(): boolean {
    return this.#items.length - this.#next >= inboxMark.messages || this.#octets >= inboxMark.octets;
  }

  /** Gives one to the reader who has waited longest, or keeps it. */
  put(item: Item): void {
    const reader = this.#readers.shift();
    if (reader !== undefined) {
      reader({ done: false, value: item });
      return;
    }
    this.#items.push(item);
    this.#octets += octetsOf(item);
  }

  /** The oldest one, or a promise of the next one; `done` when no more will come. */
  take(): Promise<IteratorResult<Item, undefined>> {
    if (!this.isEmpty) {
      return Promise.resolve({ done: false, value: this.#shift() });
    }
    if (this.#over) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => {
      this.#readers.push(resolve);
    });
  }

  /** Gives those that wait to a reader who takes them at once, for as long as there is one. */
  drain(reader: (item: Item) => void, isThere: () => boolean): void {
    while (!this.isEmpty && isThere()) reader(this.#shift());
  }

  /** All of them, for `for await`; whoever leaves the loop leaves the rest to others. */
  iterate(): AsyncIterableIterator<Item> {
    return {
      next: () => this.take(),
      return: () => Promise.resolve({ done: true, value: undefined }),
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  /** No more will come. What waits can still be taken. */
  end(): void {
    this.#over = true;
    for (const reader of this.#readers.splice(0)) reader({ done: true, value: undefined });
  }

  #shift(): Item {
    const item = this.#items[this.#next] as Item;
    this.#items[this.#next++] = undefined;
    this.#octets -= octetsOf(item);
    if (this.isEmpty) {
      this.#items.length = 0;
      this.#next = 0;
      this.#emptied();
    }
    return item;
  }
}

/** Octets, or UTF-16 units of text. */
function octetsOf(item: Message | Part): number {
  return typeof item === 'string' || item instanceof Uint8Array ? item.length : item.data.length;
}
