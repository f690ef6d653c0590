/**
 * A promise that is settled from outside, as `Promise.withResolvers` gives from Node 22 on. Rejecting it while nobody
 * waits for it is no unhandled rejection.
 */
export class Deferred<T> {
  readonly promise: Promise<T>;
  // The executor of a promise runs before its constructor returns, so these are always replaced.
  resolve: (value: T) => void = () => undefined;
  reject: (error: unknown) => void = () => undefined;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.promise.catch(() => undefined);
  }
}
