import type { ServerNotification, ServerRequest } from "../generated/types.js";
import type { ServerRequest as IncomingRequest } from "../rpc/messages.js";
import type { ApprovalHandler, ApprovalRequest } from "./approval-request.js";
import { isDecisionFor } from "./decision.js";
import { FileChanges } from "./file-changes.js";
import { PendingRequests } from "./pending-requests.js";
import { refusalOf } from "./refusals.js";
import { UnansweredRequestError } from "./unanswered-request-error.js";

/**
 * Answers what the server asks of the client: by the handler where it decides, by a refusal everywhere else. Nothing is
 * accepted by default, and nothing is left without an answer.
 */
export class ApprovalBroker {
  readonly #handler: ApprovalHandler | undefined;
  readonly #changes = new FileChanges();
  readonly #pending = new PendingRequests();

  constructor(handler: ApprovalHandler | undefined) {
    this.#handler = handler;
  }

  /** Learns from what the server tells. */
  observe(notification: ServerNotification): void {
    this.#changes.observe(notification);
    this.#pending.observe(notification);
  }

  /** The connection is gone: nobody waits for an answer any more. */
  close(): void {
    this.#pending.abortAll();
  }

  /** The result to send for a request of the server. */
  async answer(incoming: IncomingRequest): Promise<unknown> {
    const request = this.#approvalRequest(incoming as ServerRequest);
    if (request !== undefined && this.#handler !== undefined) {
      return { decision: await this.#decide(incoming, request, this.#handler) };
    }
    const refusal = refusalOf(incoming.method);
    if (refusal === undefined) throw new UnansweredRequestError(incoming.method);
    return refusal;
  }

  async #decide(
    incoming: IncomingRequest,
    request: ApprovalRequest,
    handler: ApprovalHandler,
  ): Promise<unknown> {
    const { signal, close } = this.#pending.open(incoming.id, request.turnId);
    const moot = new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => {
        resolve();
      });
    });
    try {
      const decision: unknown = await Promise.race([handler(request, { signal }), moot]);
      return isDecisionFor(request, decision) ? decision : "decline";
    } catch {
      return "decline";
    } finally {
      close();
    }
  }

  #approvalRequest(incoming: ServerRequest): ApprovalRequest | undefined {
    switch (incoming.method) {
      case "item/commandExecution/requestApproval": {
        const { kind, ...params } = incoming.params;
        return { ...params, kind: "command", subject: kind ?? "command" };
      }
      case "item/fileChange/requestApproval":
        return { ...incoming.params, kind: "fileChange", changes: this.#changes.of(incoming.params.itemId) };
      default:
        return undefined;
    }
  }
}
