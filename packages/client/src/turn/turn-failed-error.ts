import { brandError, CodexError, errorGuard } from "../errors/codex-error.js";
import { failureOf, type TurnFailureReason } from "../result/turn-failure.js";
import type { TurnResult } from "../result/turn-result.js";

/**
 * A turn that the runtime ended as failed. `reason` says why in a word; `result.error.codexErrorInfo` has all that the server gave, which
 * {@link isVariant} narrows.
 *
 * @example
 * ```ts
 * try {
 *   await thread.run("Fix the bug");
 * } catch (error) {
 *   if (!isTurnFailedError(error)) throw error;
 *   console.error(error.reason, error.httpStatus, error.isRetryable ? "try again later" : "mend it first");
 * }
 * ```
 */
export class TurnFailedError extends CodexError {
  static {
    brandError(this, "TurnFailedError");
  }

  /** Which kind of failure it was, such as `serverOverloaded` or `usageLimitExceeded`. */
  readonly reason: TurnFailureReason;
  /** The HTTP status with which the model's provider answered; `null` where the runtime names none. */
  readonly httpStatus: number | null;
  /**
   * Whether the same turn may succeed later with nothing changed: the provider was overloaded or not reached. What the turn has done by then
   * stays done, and its message stays in the thread: see `result.items`.
   */
  readonly isRetryable: boolean;
  /** The turn as far as it came. */
  readonly result: TurnResult;

  constructor(result: TurnResult) {
    const failures = result.approvals.flatMap((event) =>
      event.type === "decided" && event.by === "reviewer" ? (event.failure ?? []) : [],
    );
    const reasons = [result.error?.message ?? "the runtime did not say why.", ...new Set(failures)];
    super(`The turn failed: ${reasons.join(" ")}`);
    const { reason, httpStatus, isRetryable } = failureOf(result.error);
    this.reason = reason;
    this.httpStatus = httpStatus;
    this.isRetryable = isRetryable;
    this.result = result;
  }
}

/**
 * Whether a value is a {@link TurnFailedError}, whichever copy of this package made it.
 *
 * @example
 * ```ts
 * if (isTurnFailedError(error)) console.error(error.result.items.length);
 * ```
 */
export const isTurnFailedError = errorGuard(TurnFailedError);
