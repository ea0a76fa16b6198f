/**
 * Messages that nobody has taken yet, for `for await`.
 *
 * @module
 */

/** A whole message: text, or octets that belong to whoever gets them. */
export type Message = string | Uint8Array;

/** From so many messages or octets on, the peer has to wait until somebody takes them. */
export const inboxMark = { messages: 64, octets: 65_536 } as const;

/** A queue whose readers wait at its end, in order. */
export class Inbox {
  #messages: Message[] = [];
  #next = 0;
  #octets = 0;
  #over = false;
  #readers: ((result: IteratorResult<Message, undefined>) => void)[] = [];
  readonly #emptied: () => void;

  /** `emptied` is called whenever the last message has been taken. */
  constructor(emptied: () => void) {
    this.#emptied = emptied;
  }

  get isEmpty(): boolean {
    return this.#next === this.#messages.length;
  }

  /** Whether so much waits that the peer should wait too. */
  get isFull(): boolean {
    return this.#messages.length - this.#next >= inboxMark.messages || this.#octets >= inboxMark.octets;
  }

  /** Gives the message to the reader who has waited longest, or keeps it. */
  put(message: Message): void {
    const reader = this.#readers.shift();
    if (reader !== undefined) {
      reader({ done: false, value: message });
      return;
    }
    this.#messages.push(message);
    this.#octets += message.length;
  }

  /** The oldest message, or a promise of the next one; `done` when no more will come. */
  take(): Promise<IteratorResult<Message, undefined>> {
    if (!this.isEmpty) {
      return Promise.resolve({ done: false, value: this.#shift() });
    }
    if (this.#over) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => {
      this.#readers.push(resolve);
    });
  }

  /** Gives messages that wait to a reader who takes them at once, for as long as there is one. */
  drain(reader: (message: Message) => void, isThere: () => boolean): void {
    while (!this.isEmpty && isThere()) reader(this.#shift());
  }

  /** All messages, for `for await`; whoever leaves the loop leaves the rest to others. */
  iterate(): AsyncIterableIterator<Message> {
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

  #shift(): Message {
    const message = this.#messages[this.#next] as Message;
    this.#messages[this.#next++] = '';
    this.#octets -= message.length;
    if (this.isEmpty) {
      this.#messages.length = 0;
      this.#next = 0;
      this.#emptied();
    }
    return message;
  }
}
