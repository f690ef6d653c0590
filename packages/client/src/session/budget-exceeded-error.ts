import { brandError, CodexError, errorGuard } from "../errors/codex-error.js";
import type { TurnResult } from "../result/turn-result.js";

/** What a budget bounds, and what has been spent of it. */
interface SpentBudget {
  /** The thread whose handle has the budget. */
  readonly threadId: string;
  /** What is bounded. */
  readonly bound: "turns" | "tokens";
  /** How much has been spent of it. */
  readonly spent: number;
  /** How much there was. */
  readonly limit: number;
  /** The turn that was interrupted. */
  readonly turnId?: string | undefined;
  /** The same, as far as it came. */
  readonly result?: TurnResult | null;
}

/**
 * The `budget` of a thread's handle is spent: a turn was not started, and nothing was sent for it; or it used the last tokens while it ran, and
 * was interrupted.
 *
 * @example
 * ```ts
 * const thread = await codex.startThread({ budget: { turns: 20, tokens: 500_000 } });
 * try {
 *   await thread.run("Fix the bug");
 * } catch (error) {
 *   if (!isBudgetExceededError(error)) throw error;
 *   console.error(`${error.spent} of ${error.limit} ${error.bound}`);
 * }
 * ```
 */
export class BudgetExceededError extends CodexError {
  static {
    brandError(this, "BudgetExceededError");
  }

  /** The thread whose handle has the budget. */
  readonly threadId: string;
  /** Which bound was reached. */
  readonly bound: "turns" | "tokens";
  /** What has been spent of it. A turn may end a little beyond the bound of tokens, since they are told after each call of the model. */
  readonly spent: number;
  /** How much there was. */
  readonly limit: number;
  /** The turn that was interrupted; `undefined` where none was started. */
  readonly turnId: string | undefined;
  /** That turn as far as it came; `null` where none was started, or its end was not told in time. */
  readonly result: TurnResult | null;

  constructor({ threadId, bound, spent, limit, turnId, result = null }: SpentBudget) {
    const what = turnId === undefined ? "No turn was started" : `Turn ${turnId} was interrupted`;
    super(
      `The budget of this handle of thread ${threadId} is spent: ${String(spent)} of ${String(limit)} ${bound}. ${what}. ` +
        "Another handle has a budget of its own.",
    );
    this.threadId = threadId;
    this.bound = bound;
    this.spent = spent;
    this.limit = limit;
    this.turnId = turnId;
    this.result = result;
  }
}

/**
 * Whether a value is a {@link BudgetExceededError}, whichever copy of this package made it.
 *
 * @example
 * ```ts
 * if (isBudgetExceededError(error)) console.error(error.bound, error.spent, error.limit);
 * ```
 */
export const isBudgetExceededError = errorGuard(BudgetExceededError);
