import { UsageError } from "../errors/usage-error.js";
import { onAbort, settleOrAbort } from "./abort.js";
import { Deferred } from "./deferred.js";
import { describeValue } from "./guards.js";

/** How long a caller waits: its signal and its time limit as one signal. */
export class Deadline implements Disposable {
  readonly #over = new AbortController();
  readonly #start: () => NodeJS.Timeout | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #subscription: Disposable | undefined;

  /**
   * @param timeoutMs 0 and Infinity mean no limit.
   * @param timedOut Makes the reason of the signal when the time is over.
   */
  constructor(signal: AbortSignal | undefined, timeoutMs: number, timedOut: () => Error) {
    this.#start = () =>
      startTimeout(timeoutMs, () => {
        this.#over.abort(timedOut());
      });
    this.#timer = this.#start();
    if (signal === undefined) return;
    this.#subscription = onAbort(signal, () => {
      this.#over.abort(signal.reason);
    });
  }

  /** Aborts, with the reason that the caller gets, when the caller waits no longer. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** Waits for something else, whose time does not count: it begins anew. Rejects with the reason of the signal. */
  async outside(waited: Promise<unknown>): Promise<void> {
    clearTimeout(this.#timer);
    await settleOrAbort(waited, this.signal);
    this.#timer = this.#start();
  }

  /** The answer is there. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#subscription?.[Symbol.dispose]();
  }
}

/** In milliseconds. Longer waits make a Node timer fire at once; nobody waits 24 days. */
export const longestTimer = 2 ** 31 - 1;

/** @throws UsageError for what is no time to wait. */
export function checkTimeout(option: string, ms: unknown): number {
  if (typeof ms === "number" && ms >= 0) return ms;
  throw new UsageError(option, `${option} must be 0 or more milliseconds, not ${describeValue(ms)}.`);
}

/** Runs `expire` after a time, given in milliseconds. 0 and Infinity mean never: there is then no timer. */
export function startTimeout(ms: number, expire: () => void): NodeJS.Timeout | undefined {
  return ms > 0 && ms <= longestTimer ? setTimeout(expire, ms) : undefined;
}

/** What a promise settles with; `undefined` if that takes longer, in milliseconds. 0 and Infinity stand for no limit. */
export async function settledWithin<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  const late = new Deferred<undefined>();
  const timer = startTimeout(ms, () => {
    late.resolve(undefined);
  });
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

const lateMs = 60_000;

/**
 * How long an answer is still waited for when its caller has given up after `timeoutMs`, so that what it names can be stopped, in
 * milliseconds from the start. 0 and Infinity stay as they are.
 */
export function lateTimeout(timeoutMs: number): number {
  return timeoutMs > 0 ? timeoutMs + lateMs : timeoutMs;
}
