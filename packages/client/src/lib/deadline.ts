import { onAbort } from "./abort.js";
import { startTimeout } from "./timeout.js";

/** How long a caller waits: its signal and its time limit as one signal. */
export class Deadline implements Disposable {
  readonly #over = new AbortController();
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #subscription: Disposable | undefined;

  /**
   * @param timeoutMs 0 and Infinity mean no limit.
   * @param timedOut Makes the reason of the signal when the time is over.
   */
  constructor(signal: AbortSignal | undefined, timeoutMs: number, timedOut: () => Error) {
    this.#timer = startTimeout(timeoutMs, () => {
      this.#over.abort(timedOut());
    });
    if (signal === undefined) return;
    this.#subscription = onAbort(signal, () => {
      this.#over.abort(signal.reason);
    });
  }

  /** Aborts, with the reason that the caller gets, when the caller waits no longer. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** The answer is there. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#subscription?.[Symbol.dispose]();
  }
}
