import type { ThreadGoal } from "../generated/types.js";
import type { Turn } from "../result/turn.js";
import type { GoalEnd, GoalRecord } from "../session/goal-record.js";
import type { Session } from "../session/session.js";
import { StartedTurn } from "../turn/started-turn.js";

/**
 * The pursuit of a goal: the server starts turns by itself until the goal is complete, cleared, paused, blocked or out of
 * budget. Made by `thread.goal.set`.
 *
 * The turns run under what was asked of the thread's handle. Until the pursuit is over the thread takes no `run`: it would
 * steer one of these turns.
 *
 * @example
 * ```ts
 * const goal = await thread.goal.set({ objective: "Make the tests pass", tokenBudget: 200_000 });
 * for await (const turn of goal.turns) console.log((await turn.result()).finalResponse);
 * const { status } = await goal.ended;
 * ```
 */
export class Goal {
  /** The thread that the goal belongs to. */
  readonly threadId: string;
  /**
   * Each turn that the server starts from now on, as it starts. May be iterated late, or not at all; each turn is handed out
   * once. Of turns that nobody reads the newest 100 are kept. Leaving the loop drops the rest, but does not stop the pursuit. Rejects with ConnectionClosedError or ProtocolError
   * if the connection ends first.
   */
  readonly turns: AsyncIterable<Turn>;

  readonly #pursuit: GoalRecord;
  readonly #set: ThreadGoal;

  /** @internal */
  constructor(session: Session, pursuit: GoalRecord, threadId: string, set: ThreadGoal) {
    this.#pursuit = pursuit;
    this.#set = set;
    this.threadId = threadId;
    this.turns = { [Symbol.asyncIterator]: () => turnsOf(session, pursuit) };
  }

  /**
   * The goal as the server last told it, with the tokens used so far.
   *
   * @example
   * ```ts
   * const { tokensUsed, tokenBudget } = goal.progress;
   * ```
   */
  get progress(): ThreadGoal {
    return this.#pursuit.goal ?? this.#set;
  }

  /**
   * Resolves when the pursuit is over and none of its turns runs any more, however it ended: look at `status`. Rejects with
   * ConnectionClosedError or ProtocolError if the connection ends first.
   *
   * @example
   * ```ts
   * const { status } = await goal.ended;
   * if (status !== "complete") console.error(`The goal ended as ${status}`);
   * ```
   */
  get ended(): Promise<GoalEnd> {
    return this.#pursuit.ended;
  }
}

async function* turnsOf(session: Session, { turns }: GoalRecord): AsyncGenerator<Turn, void, undefined> {
  for await (const turn of turns) yield new StartedTurn(session, turn, async (result) => result);
}
