import { onAbort } from "../rpc/on-abort.js";
import { RequestTimeoutError } from "../rpc/request-timeout-error.js";
import { startTimeout } from "../rpc/timeout.js";

/** How long the caller of a method waits for its answer: its signal and its timeout as one. */
export class Patience implements Disposable {
  readonly #over = new AbortController();
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #subscription: Disposable | undefined;

  /** @param timeoutMs 0 and Infinity mean no timeout. */
  constructor(method: string, signal: AbortSignal | undefined, timeoutMs: number) {
    this.#timer = startTimeout(timeoutMs, () => {
      this.#over.abort(new RequestTimeoutError(method, timeoutMs));
    });
    if (signal === undefined) return;
    this.#subscription = onAbort(signal, () => {
      this.#over.abort(signal.reason);
    });
  }

  /** Aborts, with the reason that the caller gets, when the caller waits no longer. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** The answer is there. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#subscription?.[Symbol.dispose]();
  }
}
