import type { ApprovalEvent } from "../approvals/event.js";
import type { ThreadItem, Turn, TurnError, TurnStatus } from "../generated/types.js";
import type { TurnUsage } from "./turn-usage.js";

/**
 * How a turn ended, and what it brought.
 *
 * @example
 * ```ts
 * const { status, finalResponse, items }: TurnResult = await thread.run("Summarise this repository");
 * ```
 */
export interface TurnResult {
  /** The turn's id. */
  readonly id: string;
  /** `completed`, `interrupted` or `failed`. */
  readonly status: TurnStatus;
  /** The last message that is no commentary; `null` where there is none. */
  readonly finalResponse: string | null;
  /**
   * Every item that the turn completed, in the order of completion, and after them the commands that still ran in the
   * background at its end, as `inProgress`.
   */
  readonly items: readonly ThreadItem[];
  /**
   * What was asked and decided about approvals in the turn and by the subagents that work for it, in order; a subagent's events
   * name its thread's `parentThreadId`. What happens after the turn's end is in no result: {@link Codex.approvals} has it.
   */
  readonly approvals: readonly ApprovalEvent[];
  /** Tokens used, of this turn and of the thread; `null` where the runtime told of none in this turn. */
  readonly usage: TurnUsage | null;
  /** Why the turn failed, as the server gave it. */
  readonly error: TurnError | null;
  /** Seconds since the Unix epoch. */
  readonly startedAt: number | null;
  /** Seconds since the Unix epoch. */
  readonly completedAt: number | null;
  /** Milliseconds. */
  readonly durationMs: number | null;
  /** How many turns were started for it, where `retryOverloaded` was asked for: this one is the last of them. */
  readonly attempts?: number;
  /**
   * There if the connection broke meanwhile and was restored. What was missed is then from the thread's history: `usage` may
   * be that of an earlier moment, with `turn` as `null` where it is, and items that the history does not keep are not in `items`.
   */
  readonly gap?: true;
}

/** The result of a turn, from its completion and from what was seen on the way: the completion leaves items out. */
export function turnResult(
  turn: Turn,
  items: readonly ThreadItem[],
  usage: TurnUsage | null,
  approvals: readonly ApprovalEvent[],
  gap = false,
): TurnResult {
  return {
    id: turn.id,
    status: turn.status,
    finalResponse: finalResponse(items),
    items,
    approvals,
    usage,
    error: turn.error ?? null,
    startedAt: turn.startedAt ?? null,
    completedAt: turn.completedAt ?? null,
    durationMs: turn.durationMs ?? null,
    ...(gap ? { gap } : {}),
  };
}

function finalResponse(items: readonly ThreadItem[]): string | null {
  const last = items.findLast((item) => item.type === "agentMessage" && item.phase !== "commentary");
  return last?.type === "agentMessage" ? last.text : null;
}
