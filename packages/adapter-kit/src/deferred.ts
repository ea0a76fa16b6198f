/**
 * A promise that is settled from outside.
 *
 * @module
 */

/** A promise that somebody else settles. Nobody has to wait for it, so its failing kills nothing. */
export class Deferred<Value> {
  readonly promise: Promise<Value>;
  resolve!: (value: Value) => void;
  reject!: (error: unknown) => void;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.promise.catch(ignore);
  }
}

function ignore(): void {}
