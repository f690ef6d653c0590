import type { RequestId } from "../rpc/messages.js";
import type { ApprovalResolved } from "./approval-event.js";
import type { ApprovalRequest } from "./approval-request.js";
import type { ApprovalTrail } from "./approval-trail.js";
import type { Verdict } from "./consult.js";
import { refusalFor } from "./response.js";

/** Decides about a request. Aborting the controller means that nobody waits for it any more. */
export type Decide = (request: ApprovalRequest, controller: AbortController) => Promise<Verdict>;

interface Pending {
  readonly id: RequestId;
  readonly request: ApprovalRequest;
  readonly controller: AbortController;
  readonly facts: Facts;
  answer: Promise<object>;
  state: "open" | "decided" | "over";
}

type Facts = Pick<ApprovalResolved, "approvalId" | "threadId" | "turnId" | "itemId">;

/**
 * The server's requests for approval, from their coming until the server calls them resolved, their turn ends or the
 * connection does.
 */
export class PendingRequests {
  readonly #trail: ApprovalTrail;
  readonly #decide: Decide;
  readonly #byId = new Map<RequestId, Pending>();

  constructor(trail: ApprovalTrail, decide: Decide) {
    this.#trail = trail;
    this.#decide = decide;
  }

  /**
   * The answer to a request. A server delivers a request that it still waits for once more, under the same id, to a client
   * that has come back: it is decided about once, and each delivery is given the one answer.
   */
  answer(id: RequestId, request: ApprovalRequest): Promise<object> {
    const known = this.#byId.get(id);
    if (known !== undefined && isSame(known.request, request)) return known.answer;
    // A server that has been started anew counts from 0 again.
    if (known !== undefined) this.#end(known, "withdrawn");
    const pending: Pending = {
      id,
      request,
      controller: new AbortController(),
      facts: factsOf(request),
      answer: Promise.resolve({}),
      state: "open",
    };
    this.#byId.set(id, pending);
    this.#trail.tell({ ...pending.facts, type: "requested", of: "client", request });
    pending.answer = this.#answer(pending);
    return pending.answer;
  }

  /** The server waits no more, whoever answered. */
  resolved(id: RequestId): void {
    const pending = this.#byId.get(id);
    if (pending !== undefined) this.#end(pending, pending.state === "decided" ? "decided" : "elsewhere");
  }

  /** A turn is over, and all that was asked in it. */
  turnEnded(turnId: string): void {
    for (const pending of this.#byId.values()) {
      if (pending.facts.turnId === turnId) this.#end(pending, "withdrawn");
    }
  }

  /** The connection is gone for good. */
  connectionEnded(): void {
    for (const pending of this.#byId.values()) this.#end(pending, "connectionEnded");
  }

  async #answer(pending: Pending): Promise<object> {
    const { request, controller, facts } = pending;
    // Off the reading path. What is resolved in the same read is over by then.
    await Promise.resolve();
    if (pending.state === "over") return refusalFor(request);
    const { response, ...verdict } = await this.#decide(request, controller);
    if (!this.#isOpen(pending)) return refusalFor(request);
    pending.state = "decided";
    this.#trail.tell({ ...facts, type: "decided", ...verdict });
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
    this.#trail.tell({ ...pending.facts, type: "resolved", how });
  }
}

/** What a second delivery has in common with the first: the changes of its item may not be known again. */
function isSame(a: ApprovalRequest, b: ApprovalRequest): boolean {
  const [one, other] = [factsOf(a), factsOf(b)];
  return (
    a.kind === b.kind &&
    one.threadId === other.threadId &&
    one.turnId === other.turnId &&
    one.itemId === other.itemId
  );
}

function factsOf(request: ApprovalRequest): Facts {
  const { threadId, turnId = null } = request;
  return {
    approvalId: crypto.randomUUID(),
    threadId,
    turnId,
    itemId: "itemId" in request ? request.itemId : null,
  };
}
