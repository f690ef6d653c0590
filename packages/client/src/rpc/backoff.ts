/**
 * How calls that the server refuses as overloaded are sent again.
 *
 * @example
 * ```ts
 * const retry: RetryOptions = { maxElapsedMs: 60_000 };
 * ```
 */
export interface RetryOptions {
  /** How long after its first refusal a call is still sent again, in milliseconds. Default 15000. */
  readonly maxElapsedMs?: number | undefined;
  /** The longest wait before the first retry; it doubles with each. Default 100. */
  readonly initialDelayMs?: number | undefined;
  /** The longest wait of all. Default 2000. */
  readonly maxDelayMs?: number | undefined;
}

/** The waits between the attempts of one call: exponential with full jitter, so that refused bursts spread. */
export class Backoff {
  readonly #maxElapsedMs: number;
  readonly #maxDelayMs: number;
  #longestDelayMs: number;
  #startedAt: number | undefined;

  constructor({ maxElapsedMs = 15_000, initialDelayMs = 100, maxDelayMs = 2_000 }: RetryOptions) {
    this.#maxElapsedMs = maxElapsedMs;
    this.#maxDelayMs = maxDelayMs;
    this.#longestDelayMs = initialDelayMs;
  }

  /** How long to wait before the next attempt; `undefined` if it would come too late. */
  next(): number | undefined {
    const now = performance.now();
    this.#startedAt ??= now;
    const delay = Math.random() * Math.min(this.#longestDelayMs, this.#maxDelayMs);
    this.#longestDelayMs *= 2;
    return now + delay - this.#startedAt > this.#maxElapsedMs ? undefined : delay;
  }
}
