import { ApprovalBroker, type ApprovalOptions } from "../approvals/broker.js";
import { traceApproval } from "../approvals/trace-approval.js";
import { ToolCalls } from "../dynamic-tools/tool-calls.js";
import type { ItemCompletedNotification, ItemStartedNotification, ThreadItem } from "../generated/types.js";
import type { RequestId, ServerRequest } from "../rpc/messages.js";
import type { SetGoing } from "./set-going.js";
import type { LeftRequests } from "./left-requests.js";
import { OwnTurns } from "./own-turns.js";
import { Subagents } from "./subagents.js";
import type { ThreadRecords } from "./thread-records.js";

/** Who answers what the server asks: a handler, a tool, and on a server that others share, sometimes another client. */
export class Answering {
  readonly approvals: ApprovalBroker;
  readonly toolCalls: ToolCalls;
  readonly own: OwnTurns;
  readonly subagents: Subagents;
  /** `undefined` where there are no other clients. */
  readonly #left: LeftRequests | undefined;

  private constructor(
    options: ApprovalOptions,
    records: ThreadRecords,
    Left?: typeof LeftRequests,
    Going?: typeof SetGoing,
  ) {
    this.own = new OwnTurns(records, Going);
    this.subagents = new Subagents(records, this.own);
    this.approvals = new ApprovalBroker(options, {
      shared: Left !== undefined,
      handlerOf: (id) => this.subagents.handlerOf(id),
      parentOf: (id) => this.subagents.parentOf(id),
    });
    this.toolCalls = new ToolCalls((threadId, name) => this.subagents.toolOf(threadId, name));
    if (Left !== undefined)
      this.#left = new Left(this.approvals, (...asked) => this.subagents.answersFor(...asked));
  }

  /**
   * @param shared Whether other clients may talk to the same server.
   * @throws UsageError for options that cannot work.
   */
  static async create(options: ApprovalOptions, records: ThreadRecords, shared: boolean): Promise<Answering> {
    if (!shared) return new Answering(options, records);
    const { LeftRequests, SetGoing } = await import("./left-requests.js");
    return new Answering(options, records, LeftRequests, SetGoing);
  }

  /**
   * Answers a request of the server. Called on the reading path.
   *
   * @param isReadable Whether it has what the protocol says it has.
   */
  answer(request: ServerRequest, isReadable: boolean): Promise<unknown> {
    // Only what is asked of a person is an approval: a tool of this program is not.
    const result = isReadable ? this.toolCalls.answer(request) : undefined;
    if (result !== undefined) return result;
    const answer = (): Promise<unknown> =>
      traceApproval(request, () => this.approvals.answer(request, isReadable));
    return this.#left === undefined ? answer() : this.#left.answer(request, isReadable, answer);
  }

  /** A turn is this client's: what was asked in it before that was known is answered. */
  turnNamed(): void {
    this.#left?.turnNamed();
  }

  itemStarted(params: ItemStartedNotification): void {
    this.subagents.itemTold(params.threadId, params.turnId, params.item);
    this.approvals.itemStarted(params);
  }

  itemCompleted(params: ItemCompletedNotification): void {
    this.subagents.itemTold(params.threadId, params.turnId, params.item);
    this.approvals.itemCompleted(params);
    this.toolCalls.itemCompleted(params);
    this.#left?.itemCompleted(params.threadId, params.item.id);
  }

  /** What happened on a thread while nobody listened. */
  itemsFound(threadId: string, turnId: string, items: readonly ThreadItem[]): void {
    for (const item of items) this.subagents.itemTold(threadId, turnId, item);
  }

  requestResolved(id: RequestId): void {
    this.approvals.requestResolved(id);
    this.#left?.resolved(id);
  }

  /** A turn is over, as the server told, or as its thread's history says: what hangs off it is settled. */
  turnEnded(turnId: string): void {
    this.approvals.turnEnded(turnId);
    this.toolCalls.turnEnded(turnId);
    this.#left?.turnEnded(turnId);
    this.own.turnEnded(turnId);
    // The last: until then it is known whose subagent was asked about.
    this.subagents.turnEnded(turnId);
  }

  /**
   * Nothing more will be told of a thread.
   *
   * @param staysLoaded Whether the server has it still, and its subagents with it.
   */
  threadClosed(threadId: string, staysLoaded: boolean): void {
    this.approvals.threadClosed(threadId);
    this.toolCalls.threadClosed(threadId);
    this.unsubscribed(threadId);
    if (!staysLoaded) this.subagents.threadClosed(threadId);
  }

  /** Nothing is told of a thread until it is resumed. */
  unsubscribed(threadId: string): void {
    this.#left?.threadClosed(threadId);
    this.own.threadClosed(threadId);
  }

  /** The connection broke, and may be restored. */
  dropped(): void {
    this.#left?.dropped();
    this.own.going?.dropped();
  }

  /** The connection is gone for good. */
  close(): void {
    this.dropped();
    this.approvals.close();
    this.toolCalls.close();
  }
}
