import { brandError, errorGuard } from "../errors/codex-error.js";
import type { ErrorPayload } from "./messages.js";
import { InvalidRequestError } from "./rpc-error.js";

/**
 * The server has no such thread for the call that it refused with -32600. `message` says what to do, and then the server's own words.
 *
 * @example
 * ```ts
 * const thread = await codex.resumeThread(threadId).catch((error: unknown) => {
 *   if (!isThreadNotFoundError(error) || error.reason === "archived") throw error;
 *   return codex.startThread();
 * });
 * ```
 */
export class ThreadNotFoundError extends InvalidRequestError {
  static {
    brandError(this, "ThreadNotFoundError");
  }

  /** The id that the call named. */
  readonly threadId: string;
  /**
   * `archived`: it is stored, and `codex.unarchiveThread` brings it back. `malformed`: no thread has such an id. `unknown`: there is none, or
   * none that this method finds: it was deleted, is archived, has had no turn yet, is ephemeral, or is stored in another `CODEX_HOME`.
   */
  readonly reason: "archived" | "malformed" | "unknown";

  /** @internal */
  constructor(method: string, error: ErrorPayload, threadId: string, reason: ThreadNotFoundError["reason"]) {
    super(method, error);
    this.threadId = threadId;
    this.reason = reason;
  }
}

/**
 * Whether a value is a {@link ThreadNotFoundError}, whichever copy of this package made it.
 *
 * @example
 * ```ts
 * if (isThreadNotFoundError(error)) console.error(error.threadId, error.reason);
 * ```
 */
export const isThreadNotFoundError = errorGuard(ThreadNotFoundError);
