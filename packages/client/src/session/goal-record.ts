import { isDeepStrictEqual } from "node:util";
import { UsageError } from "../errors/usage-error.js";
import type { ServerNotification, ThreadGoal, ThreadGoalStatus } from "../generated/types.js";
import { AsyncQueue, NewestBacklog } from "../lib/async-queue.js";
import { Deferred } from "../lib/deferred.js";
import type { Pursuit, ThreadRecord } from "./thread-record.js";
import type { TurnRecord } from "./turn-record.js";
import { judgeGoalTurn, UnnamedTurns } from "./unnamed-turn.js";

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

/** How many turns wait for a reader, each with its events. */
const maxUnreadTurns = 100;

/**
 * Follows the pursuit of a goal. It listens from before the goal is set, because the first turn may start in one read with the
 * response.
 */
export class GoalRecord implements Pursuit {
  readonly #record: ThreadRecord;
  readonly #turns: UnnamedTurns;
  readonly #ended = new Deferred<GoalEnd>();
  /** Each turn that the server starts for the goal, until somebody reads it. Of those that nobody reads the newest are kept. */
  readonly turns = new AsyncQueue<TurnRecord>({ backlog: () => new NewestBacklog(maxUnreadTurns) });
  #goal: ThreadGoal | undefined;
  #early: ServerNotification[] | undefined = [];
  #stopped: "cleared" | "interrupted" | undefined;
  /** The turns of the goal that run. */
  readonly #running = new Set<string>();
  #isOver = false;
  #count = 0;
  /** Called with each turn of the goal, and which it is. */
  onTurn: (turn: TurnRecord, count: number) => void = () => undefined;

  /** @param isAlone Whether nobody else can start a turn on the thread unseen. */
  constructor(record: ThreadRecord, isAlone: () => boolean) {
    this.#record = record;
    this.#turns = new UnnamedTurns(
      record,
      () => !this.turns.ended,
      (event) => judgeGoalTurn(event, isAlone()),
      (turn) => {
        this.#found(turn);
      },
    );
    record.pursuits.add(this);
    record.use(this);
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
    if (told >= 0) for (const notification of early.slice(told)) this.receive(notification);
    else this.#settle(goal);
    return told >= 0;
  }

  /** Ends the recording of a goal that the server did not set: there is nobody to tell. */
  abandon(): void {
    this.lose(new UsageError("goal", "The goal was never set."));
  }

  /** Ends the recording without the pursuit's end, which will never be seen. */
  lose(reason: Error): void {
    if (this.#isOver) return;
    this.#ended.reject(reason);
    this.#finish(reason);
  }

  /** The server starts no more turns for the goal: its thread is gone. */
  closed(): void {
    this.#stopped ??= "interrupted";
    if (this.#goal === undefined) return;
    const { status } = this.#goal;
    this.#ended.resolve({ status: status === "active" ? this.#stopped : status, goal: this.#goal });
    this.#finish();
  }

  /** Takes what the server tells of the thread. */
  receive(event: ServerNotification): void {
    if (this.#isOver) return;
    if (this.#early !== undefined) return void this.#early.push(event);
    this.#turns.receive(event);
    switch (event.method) {
      case "thread/goal/updated":
        this.#goal = event.params.goal;
        this.#stopped = undefined;
        break;
      case "thread/goal/cleared":
        this.#stopped = "cleared";
        break;
      case "turn/completed":
        if (this.#running.delete(event.params.turn.id) && event.params.turn.status === "interrupted")
          this.#stopped ??= "interrupted";
        break;
      default:
        return;
    }
    if (this.#goal !== undefined) this.#settle(this.#goal);
  }

  claim(turnId: string): boolean {
    return this.#turns.claim(turnId);
  }

  #found(turn: TurnRecord): void {
    const { id } = turn;
    if (id !== undefined) this.#running.add(id);
    this.#record.follow(turn);
    this.turns.push(turn);
    this.#count += 1;
    this.onTurn(turn, this.#count);
  }

  /** A turn that runs goes on when the goal is over; only then is the pursuit. */
  #settle(goal: ThreadGoal): void {
    if (this.#isOver || this.#record.activity.isRunning) return;
    const status = goal.status === "active" ? this.#stopped : goal.status;
    if (status === undefined) return;
    this.#ended.resolve({ status, goal });
    this.#finish();
  }

  #finish(reason?: Error): void {
    this.#isOver = true;
    this.turns.end(reason);
    this.#record.pursuits.delete(this);
    this.#record.release(this);
  }
}
