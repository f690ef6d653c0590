import type { ThreadTokenUsage, TokenUsageBreakdown } from "../generated/types.js";

/**
 * Tokens used, as the runtime counts them for the turn's thread, and beside it what the turn's subagents used.
 *
 * @example
 * ```ts
 * const spent = ({ last, subagents }: TurnUsage) => last.totalTokens + (subagents?.totalTokens ?? 0);
 * ```
 */
export interface TurnUsage extends ThreadTokenUsage {
  /**
   * The sum of what subagents used for this turn until its end, those of subagents included: `total` and `last` have none of it. There where
   * any told of it. Those that work on after the turn's end use more.
   */
  readonly subagents?: TokenUsageBreakdown;
}

/** What the subagents of one turn use. */
export class SubagentUsage {
  /** By each of their turns: what its thread had used before it, and has now. */
  readonly #byTurn = new Map<string, { readonly before: TokenUsageBreakdown; now: TokenUsageBreakdown }>();

  /** Takes what is told after each call of the model, and told again to who resumes the thread. */
  told(turnId: string, { total, last }: ThreadTokenUsage): void {
    const known = this.#byTurn.get(turnId);
    if (known === undefined) this.#byTurn.set(turnId, { before: combine(total, last, -1), now: total });
    else known.now = total;
  }

  get sum(): TokenUsageBreakdown | undefined {
    const used = [...this.#byTurn.values()].map(({ before, now }) => combine(now, before, -1));
    return used.length === 0 ? undefined : used.reduce((sum, one) => combine(sum, one, 1));
  }
}

function combine(one: TokenUsageBreakdown, other: TokenUsageBreakdown, sign: 1 | -1): TokenUsageBreakdown {
  const sums = (Object.keys(one) as (keyof TokenUsageBreakdown)[]).map(
    (name) => [name, (one[name] ?? 0) + sign * (other[name] ?? 0)] as const,
  );
  return Object.fromEntries(sums) as unknown as TokenUsageBreakdown;
}
