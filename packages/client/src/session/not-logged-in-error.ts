import { brandError, CodexError, errorGuard } from "../errors/codex-error.js";

/**
 * A turn was to be started, and the runtime has no login for a model that needs one. Nothing was sent: without a login the runtime
 * would dial again and again.
 *
 * @example
 * ```ts
 * const result = await thread.run("Summarise this repository").catch(async (error: unknown) => {
 *   if (!isNotLoggedInError(error)) throw error;
 *   await codex.loginWithApiKey(key);
 *   return thread.run("Summarise this repository");
 * });
 * ```
 */
export class NotLoggedInError extends CodexError {
  static {
    brandError(this, "NotLoggedInError");
  }

  /** The thread whose turn was to be started. */
  readonly threadId: string;

  /** @internal */
  constructor(threadId: string, message: string) {
    super(message);
    this.threadId = threadId;
  }
}

/**
 * Whether a value is a {@link NotLoggedInError}, whichever copy of this package made it.
 *
 * @example
 * ```ts
 * if (isNotLoggedInError(error)) await codex.loginWithApiKey(key);
 * ```
 */
export const isNotLoggedInError = errorGuard(NotLoggedInError);
