import { Deferred } from "./deferred.js";

const callbacksOf = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back when a signal aborts, until disposed. Any number may share one signal: each signal gets one listener
 * in all, where Node prints a leak warning at the eleventh.
 */
export function onAbort(signal: AbortSignal, callback: () => void): Disposable {
  const callbacks = callbacksOf.get(signal) ?? listen(signal);
  callbacks.add(callback);
  return {
    [Symbol.dispose]: () => {
      callbacks.delete(callback);
    },
  };
}

function listen(signal: AbortSignal): Set<() => void> {
  const callbacks = new Set<() => void>();
  callbacksOf.set(signal, callbacks);
  signal.addEventListener(
    "abort",
    () => {
      for (const callback of callbacks) callback();
    },
    { once: true },
  );
  return callbacks;
}

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
