import { UsageError } from "../errors/usage-error.js";
import type {
  HookCompletedNotification,
  ItemCompletedNotification,
  ItemGuardianApprovalReviewCompletedNotification,
  ItemGuardianApprovalReviewStartedNotification,
  ItemStartedNotification,
} from "../generated/types.js";
import type { RequestId, ServerRequest } from "../rpc/messages.js";
import { checkTimeout } from "../lib/deadline.js";
import type { ApprovalResolved } from "./event.js";
import { ApprovalLog } from "./log.js";
import { checkHandler, type HandlerOf } from "./handler.js";
import type { ApprovalRequest } from "./request.js";
import { askHandler, declined } from "./ask-handler.js";
import { FileChanges } from "./file-changes.js";
import { HookDecisions } from "./hooks.js";
import { factsOf, PendingRequests } from "./pending.js";
import { PolicyRefusals } from "./policy.js";
import { readRequest } from "./read-request.js";
import { refusalOf, refusalOfUnreadable, UnansweredRequestError } from "./refusals.js";
import { Reviews } from "./reviewer.js";

export interface ApprovalOptions {
  /** `undefined` where nobody can be asked. */
  readonly onApproval?: unknown;
  /** How long a handler may take, in milliseconds; 0: as long as it likes. */
  readonly approvalTimeoutMs?: number | undefined;
  /** Whether decisions are taken that hold for every later thread. */
  readonly persistentGrants?: boolean | undefined;
}

/** What the client knows of its threads, for those who answer the server. */
export interface ApprovalThreads {
  /** Whether other clients may talk to the same server: it may then ask about what it told of before this client listened. */
  readonly shared: boolean;
  /** Who decides about a thread instead of the client's handler. */
  readonly handlerOf: (threadId: string) => HandlerOf | undefined;
  /** The thread that started a subagent's. */
  readonly parentOf: (threadId: string) => string | undefined;
}

/**
 * Answers what the server asks of the client: by a handler where it decides, by a refusal everywhere else. Nothing is
 * accepted by default, and nothing is left without an answer.
 */
export class ApprovalBroker {
  /** What was asked and decided, here and by the runtime itself. */
  readonly log: ApprovalLog;
  readonly #handler: HandlerOf | undefined;
  readonly #changes = new FileChanges();
  readonly #hooks: HookDecisions;
  readonly #policyRefusals: PolicyRefusals;
  readonly #reviews: Reviews;
  readonly #pending: PendingRequests;

  /** @throws UsageError for options that cannot work. */
  constructor(
    { onApproval, approvalTimeoutMs = 0, persistentGrants = false }: ApprovalOptions,
    threads: ApprovalThreads,
  ) {
    checkTimeout("approvalTimeoutMs", approvalTimeoutMs);
    if (typeof persistentGrants !== "boolean")
      throw new UsageError("persistentGrants", "persistentGrants must be true or false.");
    const rules = { timeoutMs: approvalTimeoutMs, persistentGrants };
    this.log = new ApprovalLog(threads.parentOf);
    this.#hooks = new HookDecisions(this.log);
    this.#policyRefusals = new PolicyRefusals(this.log);
    this.#reviews = new Reviews(this.log);
    this.#handler = onApproval === undefined ? undefined : checkHandler("Codex.connect", onApproval);
    this.#pending = new PendingRequests(this.log, async (request, asking) => {
      // To a handler that looks at each change, none would look fine.
      if (threads.shared && !this.#areChangesKnown(request)) return declined(request, "changesUnknown");
      const handlerOf = threads.handlerOf(request.threadId) ?? this.#handler;
      return askHandler(handlerOf?.(request.kind), request, asking, rules);
    });
  }

  /** Whether there is anybody to ask. */
  get canAsk(): boolean {
    return this.#handler !== undefined;
  }

  /**
   * Checks the handler that a thread is to have for itself.
   *
   * @param operation The method that was given it, for the message.
   * @throws UsageError for what is no handler, and where the client has none.
   */
  threadHandler(operation: string, given: unknown): HandlerOf | undefined {
    if (given === undefined) return undefined;
    if (this.canAsk) return checkHandler(operation, given);
    throw new UsageError(
      "onApproval",
      `${operation}: a thread can have a handler of its own only on a client that can ask. Connect with an onApproval handler.`,
    );
  }

  itemStarted({ threadId, turnId, item }: ItemStartedNotification): void {
    this.#changes.started(threadId, turnId, item);
    this.#hooks.started(threadId, item);
  }

  itemCompleted({ threadId, turnId, item }: ItemCompletedNotification): void {
    this.#changes.completed(threadId, item);
    this.#hooks.completed(threadId, item);
    this.#policyRefusals.completed(threadId, turnId, item);
  }

  hookCompleted(params: HookCompletedNotification): void {
    this.#hooks.ran(params);
  }

  reviewStarted(params: ItemGuardianApprovalReviewStartedNotification): void {
    this.#reviews.started(params);
  }

  reviewerWarned(threadId: string, message: string): void {
    this.#reviews.warned(threadId, message);
  }

  reviewCompleted(params: ItemGuardianApprovalReviewCompletedNotification): void {
    this.#reviews.completed(params);
  }

  /** The server waits no more for the answer to a request, whoever gave it. */
  requestResolved(id: RequestId): void {
    this.#pending.resolved(id);
  }

  /** What the requests are about that the server is not known to have done with. */
  get openRequests(): PendingRequests["open"] {
    return this.#pending.open;
  }

  /** Nobody waits for any answer: another process answers in the server's place. */
  withdrawAll(): void {
    this.#pending.end(() => true, "withdrawn");
  }

  /** Nothing more will be told of a thread. */
  threadClosed(threadId: string): void {
    this.#pending.end((facts) => facts.threadId === threadId, "withdrawn");
    this.#reviews.end((facts) => facts.threadId === threadId, "withdrawn");
    this.#hooks.end((facts) => facts.threadId === threadId);
    this.#changes.threadClosed(threadId);
  }

  /** The connection is gone for good: nobody waits for an answer any more, and nothing more will be told. */
  close(): void {
    this.#pending.end(() => true, "connectionEnded");
    this.#reviews.end(() => true, "connectionEnded");
    this.#hooks.end(() => true);
    this.log.end();
  }

  /**
   * The result to send for a request of the server. Called on the reading path; handlers are not.
   *
   * @param isReadable Whether it has what the protocol says it has. Nobody is asked about what cannot be shown.
   */
  async answer(incoming: ServerRequest, isReadable = true): Promise<unknown> {
    if (!isReadable) return refusalOfUnreadable(incoming.method);
    const request = this.#read(incoming);
    if (request !== undefined) return this.#pending.answer(incoming.id, request);
    const refusal = refusalOf(incoming.method);
    if (refusal === undefined) throw new UnansweredRequestError(incoming.method);
    return refusal;
  }

  /**
   * Notes that others are asked for an approval.
   *
   * @returns To be called when the server waits no more; `undefined` where it is no approval that is asked for.
   */
  note(incoming: ServerRequest): ((how: ApprovalResolved["how"]) => void) | undefined {
    const request = this.#read(incoming);
    if (request === undefined) return undefined;
    const facts = { ...factsOf(request), for: "otherClient" } as const;
    this.log.append({ ...facts, type: "requested", of: "client", request });
    return (how) => {
      this.log.append({ ...facts, type: "resolved", how });
    };
  }

  /** A turn is over, as the server told, or as its thread's history says. */
  turnEnded(turnId: string): void {
    this.#pending.end((facts) => facts.turnId === turnId, "withdrawn");
    this.#reviews.end((facts) => facts.turnId === turnId, "withdrawn");
    this.#hooks.turnEnded(turnId);
    this.#changes.turnEnded(turnId);
    this.#policyRefusals.turnEnded(turnId);
  }

  #read(incoming: ServerRequest): ApprovalRequest | undefined {
    return readRequest(incoming, (threadId, itemId) => this.#changes.of(threadId, itemId));
  }

  #areChangesKnown(request: ApprovalRequest): boolean {
    return request.kind !== "fileChange" || this.#changes.knows(request.threadId, request.itemId);
  }
}
