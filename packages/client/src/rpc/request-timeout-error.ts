import { brandError, CodexError, errorGuard } from "../errors/codex-error.js";

/**
 * A call had no answer in time, waiting in the queue and retries included. Whether it had an effect is not known.
 *
 * @example
 * ```ts
 * if (isRequestTimeoutError(error)) console.error(`${error.method} gave no answer in ${error.timeoutMs} ms`);
 * ```
 */
export class RequestTimeoutError extends CodexError {
  static {
    brandError(this, "RequestTimeoutError");
  }

  /** The protocol method that was called. */
  readonly method: string;
  /** How long the call has waited, in milliseconds. */
  readonly timeoutMs: number;

  constructor(method: string, timeoutMs: number) {
    super(`${method} was not answered within ${String(timeoutMs)} ms.`);
    this.method = method;
    this.timeoutMs = timeoutMs;
  }
}

/**
 * Whether a value is a {@link RequestTimeoutError}, whichever copy of this package made it.
 *
 * @example
 * ```ts
 * if (isRequestTimeoutError(error)) console.error(`${error.method}: nothing for ${error.timeoutMs} ms`);
 * ```
 */
export const isRequestTimeoutError = errorGuard(RequestTimeoutError);
