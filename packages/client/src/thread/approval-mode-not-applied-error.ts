import { brandError, CodexError, errorGuard } from "../errors/codex-error.js";
import type { ThreadSettings } from "./thread-settings.js";

/**
 * The server did not take the approval mode or the sandbox that was asked for: its own rules may forbid it. No turn was
 * started.
 *
 * @example
 * ```ts
 * try {
 *   await codex.startThread({ approvalMode: "auto_review" });
 * } catch (error) {
 *   if (isApprovalModeNotAppliedError(error)) console.error(error.settings.approvalPolicy);
 * }
 * ```
 */
export class ApprovalModeNotAppliedError extends CodexError {
  static {
    brandError(this, "ApprovalModeNotAppliedError");
  }

  /** The thread concerned. */
  readonly threadId: string;
  /** What is in force instead, as the server said. */
  readonly settings: ThreadSettings;

  constructor(threadId: string, asked: string, settings: ThreadSettings, remedy?: string) {
    const policy = JSON.stringify(settings.approvalPolicy);
    super(
      `Thread ${threadId} was to have ${asked}, but the server has approval policy ${policy}, reviewer ` +
        `${settings.approvalsReviewer} and sandbox ${settings.sandbox.type} in force.${remedy === undefined ? "" : ` ${remedy}`}`,
    );
    this.threadId = threadId;
    this.settings = settings;
  }
}

/**
 * Whether a value is an {@link ApprovalModeNotAppliedError}, whichever copy of this package made it.
 *
 * @example
 * ```ts
 * if (isApprovalModeNotAppliedError(error)) console.error(error.threadId);
 * ```
 */
export const isApprovalModeNotAppliedError = errorGuard(ApprovalModeNotAppliedError);
