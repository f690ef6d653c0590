import { UsageError } from "../errors/usage-error.js";
import { Deferred } from "./deferred.js";
import { describeValue, isRecord } from "./guards.js";

interface Listening {
  readonly callbacks: Set<() => void>;
  stop(): void;
}

const listeningTo = new WeakMap<AbortSignal, Listening>();

/**
 * Calls back when a signal aborts, until disposed. Any number may share one signal: each signal gets one listener
 * in all, where Node prints a leak warning at the eleventh.
 */
export function onAbort(signal: AbortSignal, callback: () => void): Disposable {
  const listening = listeningTo.get(signal) ?? listen(signal);
  listening.callbacks.add(callback);
  return {
    [Symbol.dispose]: () => {
      listening.callbacks.delete(callback);
      // Node keeps a signal of `AbortSignal.any` that has a listener for as long as those live that it was made of.
      if (listening.callbacks.size === 0) listening.stop();
    },
  };
}

function listen(signal: AbortSignal): Listening {
  const callbacks = new Set<() => void>();
  const call = (): void => {
    for (const callback of callbacks) callback();
  };
  const listening = {
    callbacks,
    stop: () => {
      signal.removeEventListener("abort", call);
      if (listeningTo.get(signal) === listening) listeningTo.delete(signal);
    },
  };
  listeningTo.set(signal, listening);
  signal.addEventListener("abort", call, { once: true });
  return listening;
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

/** @throws UsageError for what is no signal, such as the controller of one. */
export function checkSignal(operation: string, signal: unknown): void {
  if (isRecord(signal) && typeof signal["throwIfAborted"] === "function") return;
  const hint = isRecord(signal) && "signal" in signal ? " It has a signal: give that." : "";
  throw new UsageError(
    "signal",
    `${operation}: signal must be an AbortSignal, not ${describeValue(signal)}.${hint}`,
  );
}
