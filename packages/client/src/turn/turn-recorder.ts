import type { ApprovalEvent } from "../approvals/approval-event.js";
import type { ApprovalTrail } from "../approvals/approval-trail.js";
import { UsageError } from "../errors/usage-error.js";
import type { ServerNotification, ThreadItem, ThreadTokenUsage } from "../generated/types.js";
import type { Connection } from "../rpc/connection.js";
import { Deferred } from "../rpc/deferred.js";
import { EventQueue } from "./event-queue.js";
import { turnResult, type TurnResult } from "./turn-result.js";

/**
 * Follows one turn on its thread's notifications. It listens from before `turn/start` is sent, because the first events
 * may come in one read with the response that names the turn; until then it keeps them.
 */
export class TurnRecorder {
  /** The turn's events, where somebody may want to read them. */
  readonly events: EventQueue | undefined;

  readonly #begun = new Deferred<undefined>();
  readonly #ended = new Deferred<TurnResult>();
  readonly #subscriptions: readonly Disposable[];
  readonly #approvals: ApprovalEvent[] = [];
  readonly #items = new Map<string, ThreadItem>();
  #early: ServerNotification[] = [];
  #turnId: string | undefined;
  #failure: Error | undefined;
  #usage: ThreadTokenUsage | null = null;
  #hasBegun = false;
  #over = false;

  constructor(connection: Connection, trail: ApprovalTrail, threadId: string, keepEvents: boolean) {
    this.events = keepEvents ? new EventQueue() : undefined;
    this.#subscriptions = [
      connection.onThread(threadId, (notification) => {
        this.#receive(notification as ServerNotification);
      }),
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

  /** Whether the turn's end has been seen, or will never be. */
  get over(): boolean {
    return this.#over;
  }

  /** Names the turn, once the server has. */
  bind(turnId: string): void {
    this.#turnId = turnId;
    const early = this.#early;
    this.#early = [];
    for (const event of early) this.#record(event, turnId);
    if (this.#failure !== undefined) this.fail(this.#failure);
  }

  /** Ends the recording of a turn that the server did not accept: there is nobody to tell. */
  abandon(): void {
    this.#end(new UsageError("turn", "The turn was never started."));
  }

  /** Ends the recording without the turn's end: the connection is gone. */
  fail(error: Error): void {
    // The response that names the turn may be through while its caller is not: what came with it counts.
    if (this.#turnId === undefined) this.#failure = error;
    else this.#end(error);
  }

  #end(error: Error): void {
    if (this.#over) return;
    this.#finish();
    this.events?.end(error);
    this.#ended.reject(error);
  }

  #receive(event: ServerNotification): void {
    if (this.#turnId === undefined) this.#early.push(event);
    else this.#record(event, this.#turnId);
  }

  #record(event: ServerNotification, turnId: string): void {
    if (this.#over) return;
    const owner = turnIdOf(event.params);
    if (owner !== undefined && owner !== turnId) return;
    this.events?.push(event);
    if (owner === undefined) return;
    this.#begin();
    switch (event.method) {
      case "item/completed":
        this.#items.set(event.params.item.id, event.params.item);
        break;
      case "thread/tokenUsage/updated":
        this.#usage = event.params.tokenUsage;
        break;
      case "turn/completed": {
        const approvals = this.#approvals.filter((approval) => approval.turnId === turnId);
        const result = turnResult(event.params.turn, [...this.#items.values()], this.#usage, approvals);
        this.#finish();
        this.events?.end();
        this.#ended.resolve(result);
        break;
      }
      default:
    }
  }

  #begin(): void {
    this.#hasBegun = true;
    this.#begun.resolve(undefined);
  }

  #finish(): void {
    this.#over = true;
    this.#begin();
    this.#early = [];
    for (const subscription of this.#subscriptions) subscription[Symbol.dispose]();
  }
}

/** Most notifications name their turn in `turnId`, those about a whole turn in `turn.id`. */
function turnIdOf(params: unknown): string | undefined {
  if (typeof params !== "object" || params === null) return undefined;
  if ("turnId" in params && typeof params.turnId === "string") return params.turnId;
  if (!("turn" in params) || typeof params.turn !== "object" || params.turn === null) return undefined;
  return "id" in params.turn && typeof params.turn.id === "string" ? params.turn.id : undefined;
}
