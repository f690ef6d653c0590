import { readBudget, type Budget } from "../operation/budget-option.js";
import type { TurnResult } from "../result/turn-result.js";
import { BudgetExceededError } from "./budget-exceeded-error.js";
import type { TurnRecord } from "./turn-record.js";

/** Makes the error of a turn that was stopped. */
type Stopped = (turnId: string | undefined, result: TurnResult | null) => Error;

/**
 * What counts what a handle's turns spend, once the handle's thread is known.
 *
 * @throws UsageError for a budget that is none.
 */
export function spendingOf(operation: string, budget: unknown): ((threadId: string) => Spending) | undefined {
  const read = readBudget(operation, budget, 0);
  return read === undefined ? undefined : (threadId) => new Spending(threadId, read);
}

/** What the turns of one handle have spent of its budget. */
export class Spending {
  readonly #threadId: string;
  readonly #budget: Budget;
  #turns = 0;
  /** Of all turns but the latest, of which more may be told. */
  #tokens = 0;
  #latest: TurnRecord | undefined;

  constructor(threadId: string, budget: Budget) {
    this.#threadId = threadId;
    this.#budget = budget;
  }

  /** @throws BudgetExceededError where no turn may begin. */
  refuseIfSpent(): void {
    const { turns = Infinity, tokens = Infinity } = this.#budget;
    if (this.#turns >= turns) throw this.#error("turns", this.#turns, turns);
    const spent = this.#spentTokens;
    if (!(spent < tokens)) throw this.#error("tokens", spent, tokens);
  }

  /** A request that starts a turn was sent. */
  turnSent(): void {
    this.#turns += 1;
  }

  /** The server has refused it. */
  turnRefused(): void {
    this.#turns -= 1;
  }

  /** Counts what a turn uses, which comes after those before it. */
  follow(turn: TurnRecord, onExceeded: (stopped: Stopped) => void): void {
    this.#tokens = this.#spentTokens;
    this.#latest = turn;
    const { tokens } = this.#budget;
    if (tokens === undefined) return;
    turn.usage.onMore = () => {
      const spent = this.#spentTokens;
      if (!(spent <= tokens))
        onExceeded(
          (turnId, result) =>
            new BudgetExceededError({
              threadId: this.#threadId,
              bound: "tokens",
              spent,
              limit: tokens,
              turnId,
              result,
            }),
        );
    };
  }

  get #spentTokens(): number {
    return this.#tokens + (this.#latest?.usage.atMost ?? 0);
  }

  #error(bound: "turns" | "tokens", spent: number, limit: number): BudgetExceededError {
    return new BudgetExceededError({ threadId: this.#threadId, bound, spent, limit });
  }
}
