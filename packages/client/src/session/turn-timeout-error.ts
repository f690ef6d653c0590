import { brandError, CodexError, errorGuard } from "../errors/codex-error.js";
import type { TurnResult } from "../result/turn-result.js";

/**
 * A turn took longer than its `turnTimeoutMs`, the waiting for its place included. It was interrupted; if it had not begun, it never does.
 *
 * @example
 * ```ts
 * try {
 *   await thread.run("Fix the bug", { turnTimeoutMs: 600_000 });
 * } catch (error) {
 *   if (!isTurnTimeoutError(error)) throw error;
 *   console.error(error.message, error.result?.items.length);
 * }
 * ```
 */
export class TurnTimeoutError extends CodexError {
  static {
    brandError(this, "TurnTimeoutError");
  }

  /** The thread that the turn ran on. */
  readonly threadId: string;
  /** `undefined` where the turn had not begun. */
  readonly turnId: string | undefined;
  /** How long it might take, in milliseconds. */
  readonly turnTimeoutMs: number;
  /** The turn as far as it came; `null` where it had not begun, or its end was not told in time. */
  readonly result: TurnResult | null;

  constructor(
    threadId: string,
    turnId: string | undefined,
    turnTimeoutMs: number,
    result: TurnResult | null,
  ) {
    const bound = `within its turnTimeoutMs of ${String(turnTimeoutMs)}`;
    super(
      turnId === undefined
        ? `No turn began on thread ${threadId} ${bound}: another's turn ran, or the server did not answer. If it starts yet, it is interrupted.`
        : `Turn ${turnId} on thread ${threadId} was not over ${bound}, and was interrupted` +
            (result === null ? "; the server has not told its end, so that it may go on." : "."),
    );
    this.threadId = threadId;
    this.turnId = turnId;
    this.turnTimeoutMs = turnTimeoutMs;
    this.result = result;
  }
}

/**
 * Whether a value is a {@link TurnTimeoutError}, whichever copy of this package made it.
 *
 * @example
 * ```ts
 * if (isTurnTimeoutError(error)) console.error(error.threadId, error.turnTimeoutMs);
 * ```
 */
export const isTurnTimeoutError = errorGuard(TurnTimeoutError);
