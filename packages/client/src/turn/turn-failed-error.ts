import { brandError, CodexError, errorGuard } from "../errors/codex-error.js";
import type { TurnResult } from "../result/turn-result.js";

/**
 * A turn that the runtime ended as failed. `result.error.codexErrorInfo` says why, as the server gave it.
 *
 * @example
 * ```ts
 * try {
 *   await thread.run("Fix the bug");
 * } catch (error) {
 *   if (isTurnFailedError(error)) console.error(error.result.error?.codexErrorInfo);
 * }
 * ```
 */
export class TurnFailedError extends CodexError {
  static {
    brandError(this, "TurnFailedError");
  }

  /** The turn as far as it came. */
  readonly result: TurnResult;

  constructor(result: TurnResult) {
    const failures = result.approvals.flatMap((event) =>
      event.type === "decided" && event.by === "reviewer" ? (event.failure ?? []) : [],
    );
    const reasons = [result.error?.message ?? "the runtime did not say why.", ...new Set(failures)];
    super(`The turn failed: ${reasons.join(" ")}`);
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
