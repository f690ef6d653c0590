import type { RequestId } from "../rpc/messages.js";
import type { ApprovalResolved } from "./event.js";
import type { ApprovalRequest } from "./request.js";
import type { ApprovalLog } from "./log.js";
import type { Asking, HandlerOutcome } from "./ask-handler.js";
import { declineResponse } from "./response.js";

/** Decides about a request. */
export type Decide = (request: ApprovalRequest, asking: Asking) => Promise<HandlerOutcome>;

interface Pending {
  readonly id: RequestId;
  readonly request: ApprovalRequest;
  readonly controller: AbortController;
  readonly facts: Facts;
  state: "open" | "decided" | "over";
}

type Facts = Pick<ApprovalResolved, "approvalId" | "threadId" | "turnId" | "itemId">;

/**
 * The server's requests for approval, from their coming until the server calls them resolved, their turn ends or the
 * connection does.
 */
export class PendingRequests {
  readonly #log: ApprovalLog;
  readonly #decide: Decide;
  readonly #byId = new Map<RequestId, Pending>();

  constructor(log: ApprovalLog, decide: Decide) {
    this.#log = log;
    this.#decide = decide;
  }

  /** The answer to a request. One that is delivered again never comes here: who receives it has the answer. */
  answer(id: RequestId, request: ApprovalRequest): Promise<object> {
    const known = this.#byId.get(id);
    // A server that has been started anew counts from 0 again.
    if (known !== undefined) this.#end(known, "withdrawn");
    const pending: Pending = {
      id,
      request,
      controller: new AbortController(),
      facts: factsOf(request),
      state: "open",
    };
    this.#byId.set(id, pending);
    this.#log.append({ ...pending.facts, type: "requested", of: "client", request });
    return this.#answer(pending);
  }

  /** The server waits no more, whoever answered. */
  resolved(id: RequestId): void {
    const pending = this.#byId.get(id);
    if (pending !== undefined) this.#end(pending, pending.state === "decided" ? "decided" : "elsewhere");
  }

  /** What the requests are about that the server is not known to have done with. */
  get open(): readonly Facts[] {
    return [...this.#byId.values()].map(({ facts }) => facts);
  }

  /** Nobody waits any more for the answers to the requests that `concerns` picks. */
  end(concerns: (facts: Facts) => boolean, how: ApprovalResolved["how"]): void {
    for (const pending of this.#byId.values()) if (concerns(pending.facts)) this.#end(pending, how);
  }

  async #answer(pending: Pending): Promise<object> {
    const { request, controller, facts } = pending;
    // Off the reading path. What is resolved in the same read is over by then.
    await Promise.resolve();
    if (pending.state === "over") return declineResponse(request);
    const { response, ...outcome } = await this.#decide(request, {
      controller,
      approvalId: facts.approvalId,
    });
    if (!this.#isOpen(pending)) return declineResponse(request);
    pending.state = "decided";
    this.#log.append({ ...facts, type: "decided", ...outcome });
    return response;
  }

  #isOpen({ state }: Pending): boolean {
    return state === "open";
  }

  #end(pending: Pending, how: ApprovalResolved["how"]): void {
    this.#byId.delete(pending.id);
    const wasOpen = pending.state === "open";
    pending.state = "over";
    if (wasOpen) pending.controller.abort();
    this.#log.append({ ...pending.facts, type: "resolved", how });
  }
}

/** What the events of a request have in common. */
export function factsOf(request: ApprovalRequest): Facts {
  const { threadId, turnId = null } = request;
  return {
    approvalId: crypto.randomUUID(),
    threadId,
    turnId,
    itemId: "itemId" in request ? request.itemId : null,
  };
}
