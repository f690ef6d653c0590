import type { ThreadTokenUsage, TokenUsageBreakdown } from "../generated/types.js";

/**
 * Tokens used, as the runtime counts them: the turn's under `turn`, the whole thread's under `total`. Calls of the model that failed or were
 * interrupted it does not count, and neither those of its reviewer or of a review.
 *
 * @example
 * ```ts
 * const spent = ({ turn, subagents }: TurnUsage) => (turn?.totalTokens ?? 0) + (subagents?.totalTokens ?? 0);
 * ```
 */
export interface TurnUsage extends ThreadTokenUsage {
  /**
   * The sum of this turn's calls of the model, those of a compaction included; none of its subagents'. `null` where it cannot be known: the
   * turn's end was missed in a break of the connection, or the runtime did not say what the thread had used before.
   */
  readonly turn: TokenUsageBreakdown | null;
  /**
   * The thread's latest call of the model alone: neither the turn nor its largest call. After a compaction it is no call, but the
   * runtime's estimate of what the context holds, with `totalTokens` alone.
   */
  readonly last: TokenUsageBreakdown;
  /** What the thread has used since it began, in all of its turns; in a fork also what the source thread had used until then. */
  readonly total: TokenUsageBreakdown;
  /**
   * The sum of what subagents used for this turn until its end, those of subagents included: the other sums have none of it. There where
   * any told of it. Those that work on after the turn's end use more.
   */
  readonly subagents?: TokenUsageBreakdown;
}

/** What a thread has used, as far as it was told. */
interface ThreadTotals {
  readonly total: TokenUsageBreakdown | undefined;
  before(turnId: string): TokenUsageBreakdown | undefined;
}

/** What one turn uses, from what is told after each of its calls of the model. */
export class UsageOfTurn {
  readonly #thread: ThreadTotals;
  #subagents: TokenUsageBreakdown | undefined;
  #first: ThreadTokenUsage | undefined;
  #now: ThreadTokenUsage | undefined;
  #before: TokenUsageBreakdown | undefined;
  /** Whether that is only what the first call left over. */
  #isInferred = false;
  #isMissing = false;
  /** Called when more of it is told. */
  onMore: () => void = () => undefined;

  constructor(thread: ThreadTotals) {
    this.#thread = thread;
  }

  /**
   * The runtime tells again what earlier turns have used where a compaction begins or a call fails: the sum goes by the thread's totals.
   *
   * @param isCall Whether it follows an answer of the model.
   */
  told(turnId: string, usage: ThreadTokenUsage, isCall: boolean): void {
    if (this.#first === undefined) {
      this.#first = usage;
      this.#before = this.#thread.before(turnId);
      this.#isInferred = isCall && this.#before === undefined;
      if (this.#isInferred) this.#before = combine(usage.total, usage.last, -1);
    }
    this.#now = usage;
    this.#isMissing = false;
    this.onMore();
  }

  /** A call of the model has failed, perhaps after it had answered something. */
  failed(): void {
    if (this.#isInferred) this.#before = undefined;
  }

  /**
   * What a subagent has used is told after each call of the model, and again where a compaction begins and to who resumes its thread.
   *
   * @param before What its thread had used when that was last told.
   */
  subagentTold({ total, last }: ThreadTokenUsage, before = combine(total, last, -1)): void {
    const more = combine(total, before, -1);
    this.#subagents = this.#subagents === undefined ? more : combine(this.#subagents, more, 1);
    this.onMore();
  }

  /** Something of it may not have been told. */
  missed(): void {
    this.#isMissing = true;
  }

  /** As the turn's result has it; `null` where nothing was told. */
  get sum(): TurnUsage | null {
    if (this.#now === undefined) return null;
    const turn = this.#before === undefined || this.#isMissing ? null : used(this.#now.total, this.#before);
    const subagents = this.#subagents;
    return { ...this.#now, turn, ...(subagents === undefined ? {} : { subagents }) };
  }

  /** How many tokens it has used at most, its subagents' included, as far as anything was told. */
  get atMost(): number {
    const now = (this.#isMissing ? this.#thread.total : undefined) ?? this.#now?.total;
    const before = this.#before?.totalTokens ?? totalBefore(this.#first);
    return Math.max(0, (now?.totalTokens ?? before) - before) + (this.#subagents?.totalTokens ?? 0);
  }

  /** Takes over what was told of the turn that this one turned out to be. */
  become(other: UsageOfTurn): void {
    this.#first = other.#first;
    this.#now = other.#now;
    this.#before = other.#before;
  }
}

function totalBefore(first: ThreadTokenUsage | undefined): number {
  return first === undefined ? 0 : first.total.totalTokens - first.last.totalTokens;
}

/** `null` where the totals contradict each other. */
function used(now: TokenUsageBreakdown, before: TokenUsageBreakdown): TokenUsageBreakdown | null {
  const difference = combine(now, before, -1);
  return Object.values(difference).some((count) => count < 0) ? null : difference;
}

function combine(one: TokenUsageBreakdown, other: TokenUsageBreakdown, sign: 1 | -1): TokenUsageBreakdown {
  const sums = (Object.keys(one) as (keyof TokenUsageBreakdown)[]).map(
    (name) => [name, (one[name] ?? 0) + sign * (other[name] ?? 0)] as const,
  );
  return Object.fromEntries(sums) as unknown as TokenUsageBreakdown;
}
