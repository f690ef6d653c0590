import type { ApprovalEvent } from "../approvals/approval-event.js";
import type { ApprovalTrail } from "../approvals/approval-trail.js";
import { UsageError } from "../errors/usage-error.js";
import type { ServerNotification, ThreadItem, ThreadTokenUsage, Turn } from "../generated/types.js";
import type { Connection } from "../rpc/connection.js";
import { Deferred } from "../rpc/deferred.js";
import { EventQueue } from "./event-queue.js";
import { gapMethod } from "../result/turn-event.js";
import { turnResult, type TurnResult } from "../result/turn-result.js";

/**
 * Follows one turn on its thread's notifications. It listens from before `turn/start` is sent, because the first events
 * may come in one read with the response that names the turn; until then it keeps them.
 */
export class TurnRecorder {
  /** The turn's events, where somebody may want to read them. */
  readonly events: EventQueue | undefined;
  readonly threadId: string;

  readonly #begun = new Deferred<undefined>();
  readonly #ended = new Deferred<TurnResult>();
  readonly #settled = new Deferred<TurnResult>();
  readonly #subscriptions: readonly Disposable[];
  readonly #approvals: ApprovalEvent[] = [];
  readonly #items = new Map<string, ThreadItem>();
  /** Commands that run: they may outlive the turn. */
  readonly #commands = new Map<string, ThreadItem>();
  /** Items that were taken from the thread's history: what is still told of them is old. */
  readonly #takenUp = new Set<string>();
  #early: ServerNotification[] = [];
  #turnId: string | undefined;
  #failure: Error | undefined;
  /** As its completion told it. */
  #turn: Turn | undefined;
  #onNamed: ((turnId: string) => void) | undefined;
  #usage: ThreadTokenUsage | null = null;
  #hasBegun = false;
  #over = false;
  #gap = false;

  constructor(connection: Connection, trail: ApprovalTrail, threadId: string, keepEvents: boolean) {
    this.threadId = threadId;
    this.events = keepEvents ? new EventQueue() : undefined;
    this.#subscriptions = [
      connection.onThread(
        threadId,
        (notification) => {
          this.#receive(notification as ServerNotification);
        },
        (method) => this.#wants(method),
      ),
      trail.listen((event) => {
        if (event.threadId === threadId) this.#approvals.push(event);
      }),
    ];
  }

  /** Resolves at the turn's first event, or when there will be none. */
  get begun(): Promise<undefined> {
    return this.#begun.promise;
  }

  /** Whether `begun` has resolved. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Settles when the turn ends: with its result, or with the reason why its end will never be seen. */
  get ended(): Promise<TurnResult> {
    return this.#ended.promise;
  }

  /** Settles as `ended` does, but only when the commands that the turn left running have ended too. */
  get settled(): Promise<TurnResult> {
    return this.#settled.promise;
  }

  /** Whether the turn's end has been seen, or will never be. */
  get over(): boolean {
    return this.#over;
  }

  /** The turn's id, once the server has named it. */
  get turnId(): string | undefined {
    return this.#turnId;
  }

  /**
   * Goes on after a time in which nobody listened. What was completed meanwhile is taken from the turn as it stands in the
   * thread's history; deltas that were missed are not to be had.
   */
  takeUp(turn: Turn): void {
    if (this.#over) return;
    const { threadId } = this;
    this.#gap = true;
    this.#begin();
    this.events?.push({ method: gapMethod, params: { threadId, turnId: turn.id } });
    for (const item of turn.items) {
      if (this.#items.has(item.id)) continue;
      this.#takenUp.add(item.id);
      this.#complete(item);
      const completedAtMs = item.completedAtMs ?? 0;
      this.events?.push({
        method: "item/completed",
        params: { threadId, turnId: turn.id, item, completedAtMs },
      });
    }
    if (turn.status === "inProgress") return;
    this.events?.push({ method: "turn/completed", params: { threadId, turn } });
    this.#endTurn(turn);
  }

  /** Names the turn, once the server has. */
  bind(turnId: string): void {
    this.#turnId = turnId;
    const early = this.#early;
    this.#early = [];
    for (const event of early) this.#record(event, turnId);
    if (this.#failure !== undefined) this.fail(this.#failure);
  }

  /** Names the turn by the next that starts on the thread: the server does not say which one it will start. */
  bindToNext(onNamed: (turnId: string) => void): void {
    this.#onNamed = onNamed;
  }

  /** Whether it is to be named by the next turn that starts, and none has. */
  get awaitsStart(): boolean {
    return this.#turnId === undefined && this.#onNamed !== undefined;
  }

  /** Ends the recording of a turn that the server did not accept: there is nobody to tell. */
  abandon(): void {
    this.#abort(new UsageError("turn", "The turn was never started."));
  }

  /** Ends the recording without the turn's end: the connection is gone. */
  fail(error: Error): void {
    // The response that names the turn may be through while its caller is not: what came with it counts.
    if (this.#turnId === undefined && !this.awaitsStart) this.#failure = error;
    else this.#abort(error);
  }

  #abort(error: Error): void {
    this.#finish();
    this.#stopListening();
    this.events?.end(error);
    // What has settled by now stays as it is.
    this.#ended.reject(error);
    this.#settled.reject(error);
  }

  /** What nobody reads is told only as far as the result needs it, so that deltas need not be parsed. */
  #wants(method: string): boolean {
    return !this.#hasBegun || this.events?.ended === false || ofResult.has(method);
  }

  #receive(event: ServerNotification): void {
    if (this.awaitsStart && event.method === "turn/started") {
      const { id } = event.params.turn;
      this.bind(id);
      this.#onNamed?.(id);
    }
    if (this.#turnId === undefined) this.#early.push(event);
    else this.#record(event, this.#turnId);
  }

  #record(event: ServerNotification, turnId: string): void {
    const owner = turnIdOf(event.params);
    if (owner !== undefined && owner !== turnId) return;
    if (this.#over) return this.#recordLate(event);
    if (this.#takenUp.size > 0 && this.#takenUp.has(itemIdOf(event.params) ?? "")) return;
    this.events?.push(event);
    if (owner === undefined) return;
    this.#begin();
    switch (event.method) {
      case "item/started":
        if (event.params.item.type === "commandExecution")
          this.#commands.set(event.params.item.id, event.params.item);
        break;
      case "item/completed":
        this.#complete(event.params.item);
        break;
      case "thread/tokenUsage/updated":
        this.#usage = event.params.tokenUsage;
        break;
      case "turn/completed":
        this.#endTurn(event.params.turn);
        break;
      default:
    }
  }

  /** After the turn's end only the commands that it left running are of interest. */
  #recordLate(event: ServerNotification): void {
    if (event.method === "item/completed") this.#complete(event.params.item);
    if (this.#turn !== undefined) this.#settle(this.#turn);
  }

  #complete(item: ThreadItem): void {
    this.#commands.delete(item.id);
    this.#items.set(item.id, item);
  }

  #endTurn(turn: Turn): void {
    this.#turn = turn;
    this.#finish();
    this.events?.end();
    this.#ended.resolve(this.#result(turn));
    this.#settle(turn);
  }

  #result(turn: Turn): TurnResult {
    const approvals = this.#approvals.filter((approval) => approval.turnId === turn.id);
    const items = [...this.#items.values(), ...this.#commands.values()];
    return turnResult(turn, items, this.#usage, approvals, this.#gap);
  }

  #settle(turn: Turn): void {
    if (this.#commands.size > 0) return;
    this.#stopListening();
    this.#settled.resolve(this.#result(turn));
  }

  #begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.#begun.resolve(undefined);
  }

  #finish(): void {
    this.#over = true;
    this.#begin();
    this.#early = [];
  }

  #stopListening(): void {
    for (const subscription of this.#subscriptions) subscription[Symbol.dispose]();
  }
}

/** The methods that a turn's result is made from. */
const ofResult: ReadonlySet<string> = new Set<ServerNotification["method"]>([
  "item/completed",
  "item/started",
  "thread/tokenUsage/updated",
  "turn/completed",
]);

/** Most notifications name their turn in `turnId`, those about a whole turn in `turn.id`. */
function turnIdOf(params: unknown): string | undefined {
  if (typeof params !== "object" || params === null) return undefined;
  if ("turnId" in params && typeof params.turnId === "string") return params.turnId;
  if (!("turn" in params) || typeof params.turn !== "object" || params.turn === null) return undefined;
  return "id" in params.turn && typeof params.turn.id === "string" ? params.turn.id : undefined;
}

/** Deltas name their item in `itemId`, events about a whole item in `item.id`. */
function itemIdOf(params: unknown): string | undefined {
  if (typeof params !== "object" || params === null) return undefined;
  if ("itemId" in params && typeof params.itemId === "string") return params.itemId;
  if (!("item" in params) || typeof params.item !== "object" || params.item === null) return undefined;
  return "id" in params.item && typeof params.item.id === "string" ? params.item.id : undefined;
}
