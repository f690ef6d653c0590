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
