import { isDeepStrictEqual } from "node:util";
import { UsageError } from "../errors/usage-error.js";
import type { ServerNotification, ThreadGoal, ThreadGoalStatus } from "../generated/types.js";
import { Deferred } from "../rpc/deferred.js";
import { GOAL_METHODS } from "./known-goal.js";
import type { TurnRecorder } from "../turn/turn-recorder.js";
import type { Turn } from "../result/turn.js";
import { StartedTurn } from "../turn/started-turn.js";
import type { ThreadState } from "./thread-state.js";
import type { Pursuit } from "./pursuit.js";
import type { ThreadSession } from "./thread-session.js";

/**
 * How the pursuit of a goal ended.
 *
 * @example
 * ```ts
 * const goal = await thread.goal.set({ objective: "Make the tests pass", tokenBudget: 200_000 });
 * const { status, goal: last }: GoalEnd = await goal.ended;
 * console.log(status, last.tokensUsed);
 * ```
 */
export interface GoalEnd {
  /**
   * The goal's last status; `cleared` where it was taken away; `interrupted` where it is still active, but the server starts
   * no more turns for it: one was interrupted, or the thread was archived, deleted or closed.
   */
  readonly status: Exclude<ThreadGoalStatus, "active"> | "cleared" | "interrupted";
  /** The goal as the server last told it. */
  readonly goal: ThreadGoal;
}

/**
 * Follows the pursuit of a goal on its thread's notifications. It listens from before the goal is set, because the first turn
 * may start in one read with the response.
 */
export class GoalRecorder implements Pursuit {
  readonly threadId: string;
  readonly #session: ThreadSession;
  readonly #state: ThreadState;
  readonly #subscription: Disposable;
  readonly #ended = new Deferred<GoalEnd>();
  #goal: ThreadGoal | undefined;
  #early: ServerNotification[] | undefined = [];
  #stopped: "cleared" | "interrupted" | undefined;
  #next: TurnRecorder | undefined;
  #unread: Turn[] | undefined = [];
  #news = new Deferred<void>();
  #over = false;

  constructor(session: ThreadSession, state: ThreadState) {
    this.threadId = state.id;
    this.#session = session;
    this.#state = state;
    this.#subscription = session.onThread(
      this.threadId,
      [...GOAL_METHODS, "turn/completed"],
      (notification) => {
        this.#receive(notification);
      },
    );
    session.follow(this);
    this.#awaitTurn();
  }

  /** Settles when the pursuit ends: with how, or with the reason why its end will never be seen. */
  get ended(): Promise<GoalEnd> {
    return this.#ended.promise;
  }

  /** The goal as the server last told it. */
  get goal(): ThreadGoal | undefined {
    return this.#goal;
  }

  /**
   * Takes the answer of the server, which has set the goal. It tells every subscriber of that too, before the answer or
   * after it: what came before it told is of the goal as it was.
   *
   * @returns Whether it has told.
   */
  begin(goal: ThreadGoal): boolean {
    const early = this.#early ?? [];
    const told = early.findIndex(
      ({ method, params }) => method === "thread/goal/updated" && isDeepStrictEqual(params.goal, goal),
    );
    this.#early = undefined;
    this.#goal = goal;
    if (told >= 0) for (const notification of early.slice(told)) this.#receive(notification);
    else this.#settle(goal);
    return told >= 0;
  }

  /** Ends the recording of a goal that the server did not set: there is nobody to tell. */
  abandon(): void {
    this.fail(new UsageError("goal", "The goal was never set."));
  }

  /** Ends the recording without the pursuit's end: the connection is gone. */
  fail(error: Error): void {
    if (this.#over) return;
    this.#ended.reject(error);
    this.#finish();
  }

  /** Each turn that the server starts, once. Leaving the loop drops the rest. */
  async *turns(): AsyncGenerator<Turn, void, undefined> {
    try {
      while (this.#unread !== undefined) {
        const turn = this.#unread.shift();
        if (turn !== undefined) yield turn;
        else if (this.#over) return void (await this.#ended.promise);
        else await this.#news.promise;
      }
    } finally {
      this.#unread = undefined;
    }
  }

  #receive(notification: ServerNotification): void {
    if (this.#early !== undefined) return void this.#early.push(notification);
    switch (notification.method) {
      case "thread/goal/updated":
        this.#goal = notification.params.goal;
        this.#stopped = undefined;
        break;
      case "thread/goal/cleared":
        this.#stopped = "cleared";
        break;
      case "turn/completed":
        if (notification.params.turn.status === "interrupted") this.#stopped ??= "interrupted";
        break;
      case "thread/archived":
      case "thread/closed":
      case "thread/deleted":
        this.#stopped ??= "interrupted";
        break;
      default:
        return;
    }
    if (this.#goal !== undefined) this.#settle(this.#goal);
  }

  /** A turn that runs goes on when the goal is over; only then is the pursuit. */
  #settle(goal: ThreadGoal): void {
    if (this.#over || !this.#state.activity.idle) return;
    const status = goal.status === "active" ? this.#stopped : goal.status;
    if (status === undefined) return this.#awaitTurn();
    this.#ended.resolve({ status, goal });
    this.#finish();
  }

  /** Listens for the next turn, if none runs: what another recorder hears of one that runs need not be kept twice. */
  #awaitTurn(): void {
    if (this.#next !== undefined || this.#unread === undefined || !this.#state.activity.idle) return;
    const next = this.#session.record(this.threadId, true);
    this.#next = next;
    next.bindToNext((turnId) => {
      this.#next = undefined;
      this.#unread?.push(
        new StartedTurn(this.#session.rpc, next, this.threadId, turnId, async (result) => result),
      );
      this.#tell();
    });
    // When the connection breaks, and is restored, the next turn is another recorder's.
    next.ended.catch(() => {
      if (this.#over || this.#next !== next) return;
      this.#next = undefined;
      this.#awaitTurn();
    });
  }

  #finish(): void {
    this.#over = true;
    this.#subscription[Symbol.dispose]();
    this.#next?.abandon();
    this.#tell();
  }

  #tell(): void {
    this.#news.resolve();
    this.#news = new Deferred();
  }
}
