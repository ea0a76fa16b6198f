/**
 * Pings whose answers are awaited (RFC 6455 §5.5.2, §5.5.3).
 *
 * @module
 */

interface AwaitedPong {
  readonly applicationData: Uint8Array;
  readonly sentAt: number;
  readonly resolve: (roundTrip: number) => void;
  readonly reject: (error: unknown) => void;
}

/** The pings of one socket, oldest first. */
export class Pings {
  #awaited: AwaitedPong[] = [];
  #count = 0;

  /** Application data that no earlier ping of this socket has had. */
  next(): Uint8Array {
    const data = new Uint8Array(4);
    new DataView(data.buffer).setUint32(0, this.#count++);
    return data;
  }

  /** The round-trip time in milliseconds, once a Pong answers; rejected by `end`. */
  await(applicationData: Uint8Array, sentAt: number): Promise<number> {
    // A copy (`slice` of a Buffer is none): the caller may use its memory again while the answer is under way.
    const own = new Uint8Array(applicationData);
    const answered = new Promise<number>((resolve, reject) => {
      this.#awaited.push({ applicationData: own, sentAt, resolve, reject });
    });
    // Whoever does not wait for the answer is not to be killed by its failing to come.
    answered.catch(ignore);
    return answered;
  }

  /**
   * A Pong came. It answers the newest ping with its data, and with it every older one: RFC 6455 §5.5.3,
   * an endpoint "MAY elect to send a Pong frame in response to only the most recently processed Ping frame".
   */
  answer(applicationData: Uint8Array, now: number): void {
    for (let index = this.#awaited.length - 1; index >= 0; index--) {
      const { applicationData: expected } = this.#awaited[index] as AwaitedPong;
      if (!equal(expected, applicationData)) continue;
      for (const ping of this.#awaited.splice(0, index + 1)) ping.resolve(now - ping.sentAt);
      return;
    }
  }

  /** No answer will come any more. */
  end(error: unknown): void {
    for (const ping of this.#awaited.splice(0)) ping.reject(error);
  }
}

function equal(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((octet, index) => octet === right[index]);
}

function ignore(): void {}
