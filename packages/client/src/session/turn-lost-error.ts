import { brandError, CodexError, errorGuard } from "../errors/codex-error.js";

/**
 * A turn was under way, and how it ends cannot be known: its thread was closed, deleted or unsubscribed meanwhile. Its commands may
 * go on.
 *
 * @example
 * ```ts
 * try {
 *   await turn.result();
 * } catch (error) {
 *   if (!isTurnLostError(error)) throw error;
 *   console.error(`${error.message} Look at what it did with codex.resumeThread("${error.threadId}").`);
 * }
 * ```
 */
export class TurnLostError extends CodexError {
  static {
    brandError(this, "TurnLostError");
  }

  /** The thread that the turn ran on. */
  readonly threadId: string;
  /** `undefined` where the server had not named the turn yet. */
  readonly turnId: string | undefined;

  /** @param why What happened to the thread, as the rest of a sentence that begins with it. */
  constructor(threadId: string, turnId: string | undefined, why: string) {
    super(`How turn ${turnId ?? "(not named yet)"} ends cannot be known: thread ${threadId} ${why}.`);
    this.threadId = threadId;
    this.turnId = turnId;
  }
}

/**
 * Whether a value is a {@link TurnLostError}, whichever copy of this package made it.
 *
 * @example
 * ```ts
 * if (isTurnLostError(error)) console.error(error.threadId, error.turnId);
 * ```
 */
export const isTurnLostError = errorGuard(TurnLostError);
