import { Deferred } from "./deferred.js";
import { onAbort } from "./on-abort.js";

/** `promise`, or a rejection with `signal.reason` if that comes first. `promise` is then left to itself. */
export async function settleOrAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  // Left to itself, its rejection is nobody's to handle.
  promise.catch(() => undefined);
  signal.throwIfAborted();
  const aborted = new Deferred<never>();
  const subscription = onAbort(signal, () => {
    aborted.reject(signal.reason);
  });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    subscription[Symbol.dispose]();
  }
}
