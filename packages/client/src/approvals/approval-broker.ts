import { UsageError } from "../errors/usage-error.js";
import type { ServerNotification } from "../generated/types.js";
import type { ServerRequest } from "../rpc/messages.js";
import { checkTimeout } from "../rpc/timeout.js";
import { ApprovalTrail } from "./approval-trail.js";
import { checkHandler, type HandlerOf } from "./approval-handler.js";
import type { ApprovalRequest } from "./approval-request.js";
import { consult, declined } from "./consult.js";
import { FileChanges } from "./file-changes.js";
import { PendingRequests } from "./pending-requests.js";
import { PolicyRefusals } from "./policy-refusals.js";
import { readRequest } from "./read-request.js";
import { refusalOf } from "./refusals.js";
import { Reviews } from "./reviews.js";
import { UnansweredRequestError } from "./unanswered-request-error.js";

/** The notifications that approvals learn from. */
type Observed = Extract<ServerNotification, { readonly method: (typeof OBSERVED_METHODS)[number] }>;

/** Their methods. */
export const OBSERVED_METHODS = [
  "guardianWarning",
  "item/autoApprovalReview/completed",
  "item/autoApprovalReview/started",
  "item/completed",
  "item/started",
  "serverRequest/resolved",
  "turn/completed",
] as const satisfies readonly ServerNotification["method"][];

export interface ApprovalOptions {
  /** `undefined` where nobody can be asked. */
  readonly onApproval?: unknown;
  /** How long a handler may take, in milliseconds; 0: as long as it likes. */
  readonly approvalTimeoutMs?: number | undefined;
}

/**
 * Answers what the server asks of the client: by a handler where it decides, by a refusal everywhere else. Nothing is
 * accepted by default, and nothing is left without an answer.
 */
export class ApprovalBroker {
  /** What was asked and decided, here and by the runtime itself. */
  readonly trail = new ApprovalTrail();
  readonly #handler: HandlerOf | undefined;
  readonly #threadHandlers = new Map<string, HandlerOf>();
  readonly #changes = new FileChanges();
  readonly #policyRefusals = new PolicyRefusals(this.trail);
  readonly #reviews = new Reviews(this.trail);
  readonly #pending: PendingRequests;

  /**
   * @param shared Whether other clients may talk to the same server: it may then ask about what it told of before this
   * client listened.
   * @throws UsageError for options that cannot work.
   */
  constructor({ onApproval, approvalTimeoutMs = 0 }: ApprovalOptions, shared = false) {
    checkTimeout("approvalTimeoutMs", approvalTimeoutMs);
    this.#handler = onApproval === undefined ? undefined : checkHandler("Codex.connect", onApproval);
    this.#pending = new PendingRequests(this.trail, async (request, controller) => {
      // To a handler that looks at each change, none would look fine.
      if (shared && !this.#areChangesKnown(request)) return declined(request, "changesUnknown");
      const handlerOf = this.#threadHandlers.get(request.threadId) ?? this.#handler;
      return consult(handlerOf?.(request.kind), request, controller, approvalTimeoutMs);
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

  /** The handler that a thread has for itself. */
  handlerOfThread(threadId: string): HandlerOf | undefined {
    return this.#threadHandlers.get(threadId);
  }

  /** Gives a thread a handler for itself, or takes it away. */
  setThreadHandler(threadId: string, handler: HandlerOf | undefined): void {
    if (handler === undefined) this.#threadHandlers.delete(threadId);
    else this.#threadHandlers.set(threadId, handler);
  }

  /** Learns from what the server tells. */
  observe(notification: Observed): void {
    switch (notification.method) {
      case "item/started": {
        const { threadId, turnId, item } = notification.params;
        return this.#changes.started(threadId, turnId, item);
      }
      case "item/completed": {
        const { threadId, turnId, item } = notification.params;
        this.#changes.completed(threadId, item);
        return this.#policyRefusals.completed(threadId, turnId, item);
      }
      case "item/autoApprovalReview/started":
        return void this.#reviews.started(notification.params);
      case "guardianWarning":
        return this.#reviews.warned(notification.params.threadId, notification.params.message);
      case "item/autoApprovalReview/completed":
        return this.#reviews.completed(notification.params);
      case "serverRequest/resolved":
        return this.#pending.resolved(notification.params.requestId);
      case "turn/completed":
        return this.turnEnded(notification.params.turn.id);
    }
  }

  /** The connection is gone for good: nobody waits for an answer any more, and nothing more will be told. */
  close(): void {
    this.#pending.connectionEnded();
    this.#reviews.connectionEnded();
    this.trail.end();
  }

  /** The result to send for a request of the server. Called on the reading path; handlers are not. */
  async answer(incoming: ServerRequest): Promise<unknown> {
    const request = readRequest(incoming, (threadId, itemId) => this.#changes.of(threadId, itemId));
    if (request !== undefined) return this.#pending.answer(incoming.id, request);
    const refusal = refusalOf(incoming.method);
    if (refusal === undefined) throw new UnansweredRequestError(incoming.method);
    return refusal;
  }

  /** A turn is over, as the server told, or as its thread's history says. */
  turnEnded(turnId: string): void {
    this.#pending.turnEnded(turnId);
    this.#reviews.turnEnded(turnId);
    this.#changes.turnEnded(turnId);
    this.#policyRefusals.turnEnded(turnId);
  }

  #areChangesKnown(request: ApprovalRequest): boolean {
    return request.kind !== "fileChange" || this.#changes.knows(request.threadId, request.itemId);
  }
}
