import type { ThreadTokenUsage, TokenUsageBreakdown } from "../generated/types.js";

/** Of how many turns is remembered what came before them. */
const keptTurns = 8;

/**
 * What a thread has used. The server tells its total after each call of the model, again at the start of a compaction and where a call fails,
 * and, under the id of an earlier turn, to who resumes the thread.
 */
export class ThreadUsage {
  readonly #before = new Map<string, TokenUsageBreakdown | undefined>();
  #total: TokenUsageBreakdown | undefined;

  /** As last told; `undefined` where that may have changed since. */
  get total(): TokenUsageBreakdown | undefined {
    return this.#total;
  }

  /** The thread is new, and has used nothing. */
  begin(): void {
    this.#total = {
      totalTokens: 0,
      inputTokens: 0,
      cachedInputTokens: 0,
      cacheWriteInputTokens: 0,
      outputTokens: 0,
      reasoningOutputTokens: 0,
    };
  }

  /** The thread is a copy, and counts on from there. Of a copy in memory the server does not say from where. */
  continue(source: ThreadUsage): void {
    this.#total ??= source.total;
  }

  told(turnId: string, { total }: ThreadTokenUsage): void {
    if (!this.#before.has(turnId)) this.#before.set(turnId, this.#total);
    const [oldest] = this.#before.keys();
    if (this.#before.size > keptTurns && oldest !== undefined) this.#before.delete(oldest);
    this.#total = total;
  }

  /** The total when the first of a turn was told, or `undefined`. */
  before(turnId: string): TokenUsageBreakdown | undefined {
    return this.#before.get(turnId);
  }

  /** What is used from now on may not be told. */
  doubt(): void {
    this.#total = undefined;
  }
}
