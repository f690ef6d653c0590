import type { ServerNotification } from "../generated/types.js";
import type { RequestId } from "../rpc/messages.js";

interface Pending {
  readonly turnId: string;
  readonly controller: AbortController;
}

/** The approval requests that a handler is deciding about, and how each learns that its answer no longer matters. */
export class PendingRequests {
  readonly #byId = new Map<RequestId, Pending>();

  /** Opens a request; its signal aborts once it is moot. Call `close` when it is answered. */
  open(id: RequestId, turnId: string): { readonly signal: AbortSignal; readonly close: () => void } {
    const pending: Pending = { turnId, controller: new AbortController() };
    this.#byId.set(id, pending);
    return {
      signal: pending.controller.signal,
      close: () => {
        if (this.#byId.get(id) === pending) this.#byId.delete(id);
      },
    };
  }

  /** Learns from what the server tells: a request is resolved for all clients at once, and ends with its turn. */
  observe(notification: ServerNotification): void {
    if (notification.method === "serverRequest/resolved") {
      this.#byId.get(notification.params.requestId)?.controller.abort();
    } else if (notification.method === "turn/completed") {
      const { id } = notification.params.turn;
      for (const { turnId, controller } of this.#byId.values()) if (turnId === id) controller.abort();
    }
  }

  /** Ends every request: the connection is gone. */
  abortAll(): void {
    for (const { controller } of this.#byId.values()) controller.abort();
  }
}
