import type { Budget } from "../operation/budget-option.js";
import { BudgetExceededError } from "./budget-exceeded-error.js";
import type { TurnRecord } from "./turn-record.js";

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
  follow(turn: TurnRecord, onExceeded: (error: BudgetExceededError) => void): void {
    this.#tokens = this.#spentTokens;
    this.#latest = turn;
    const { tokens } = this.#budget;
    if (tokens === undefined) return;
    turn.usage.onMore = () => {
      const spent = this.#spentTokens;
      if (!(spent <= tokens)) onExceeded(this.#error("tokens", spent, tokens));
    };
  }

  get #spentTokens(): number {
    return this.#tokens + (this.#latest?.usage.atMost ?? 0);
  }

  #error(bound: "turns" | "tokens", spent: number, limit: number): BudgetExceededError {
    return new BudgetExceededError({ threadId: this.#threadId, bound, spent, limit });
  }
}
