import { brandError, CodexError, errorGuard } from "../errors/codex-error.js";
import { isError } from "../errors/is-error.js";
import type { SessionGrant } from "../approvals/session-grant.js";
import type { Warning } from "../diagnostics/warning.js";
import type { ThreadSettings } from "../settings/thread-settings.js";

/**
 * The approval mode or the sandbox that was asked for is not in force. Either the server did not take it: its own rules may forbid
 * it, which `warnings` tell in its own words, or somebody changed it as the turn began. Or what was to be a turn was taken up by a turn
 * of somebody else, which has another sandbox or mode, or nobody knows: `turnId` names the turn, and `interrupted` says whether it was
 * interrupted. Or something was allowed for the thread's session that goes beyond it: `grants` says what; a fork does not have it. Or
 * subagents of the thread run under more: `subagents` names them.
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
  /** The turn that took up the text, somebody else's or one's own; `undefined` where it did not come to that. */
  readonly turnId: string | undefined;
  /** Whether that turn was interrupted. It is not where it is known to be as narrow as was asked, nor where it is over. */
  readonly interrupted: boolean;
  /** What the runtime warned of that says why, whole: of administrators' requirements, for one. Empty where it said nothing. */
  readonly warnings: readonly Warning[];
  /** What was allowed for the session of the thread and goes beyond what was asked. */
  readonly grants: readonly SessionGrant[];
  /** The threads of subagents that run under more than was asked, and that a turn could set to work. */
  readonly subagents: readonly string[];

  constructor(message: string, about: About) {
    super(message, about.cause === undefined ? undefined : { cause: about.cause });
    this.threadId = about.threadId;
    this.settings = about.settings;
    this.turnId = about.turnId;
    this.interrupted = about.interrupted ?? false;
    this.warnings = about.warnings ?? [];
    this.grants = about.grants ?? [];
    this.subagents = about.subagents ?? [];
  }
}

/** What is known besides of a mode that does not hold. */
interface About
  extends
    Pick<ApprovalModeNotAppliedError, "threadId" | "settings">,
    Partial<
      Pick<ApprovalModeNotAppliedError, "turnId" | "interrupted" | "warnings" | "grants" | "subagents">
    > {
  /** The refusal of the server, where it refused. */
  readonly cause?: unknown;
}

/** What there is to say beside what is in force instead. */
interface Reasons extends Pick<About, "turnId" | "warnings" | "cause"> {
  /** What to do about it. */
  readonly remedy?: string | undefined;
}

/** The error where the server has something else in force than `asked`, which is in words. */
export function notInForce(
  threadId: string,
  asked: string,
  settings: ThreadSettings,
  { remedy, ...reasons }: Reasons = {},
): ApprovalModeNotAppliedError {
  const policy = JSON.stringify(settings.approvalPolicy);
  const said = new Set((reasons.warnings ?? []).map(({ message }) => message));
  return new ApprovalModeNotAppliedError(
    [
      `Thread ${threadId} was to have ${asked}, but the server has approval policy ${policy}, reviewer ` +
        `${settings.approvalsReviewer} and sandbox ${settings.sandbox.type} in force.`,
      ...said,
      ...(isError(reasons.cause) ? [`The server refused it: ${reasons.cause.message}`] : []),
      ...(remedy === undefined ? [] : [remedy]),
    ].join(" "),
    { threadId, settings, interrupted: reasons.turnId !== undefined, ...reasons },
  );
}

/** The error where the text went into a turn of somebody else. */
export function foreignTurn(
  threadId: string,
  settings: ThreadSettings,
  turnId: string,
  interrupted: boolean,
): ApprovalModeNotAppliedError {
  return new ApprovalModeNotAppliedError(
    `Turn ${turnId} of somebody else began on thread ${threadId} at the same moment and took up this text, under its own approval mode ` +
      `and sandbox. ${interrupted ? "It was interrupted: what it did before that stands." : "It is as narrow as was asked, or over."} ` +
      "The text was not sent again: run it again.",
    { threadId, settings, turnId, interrupted },
  );
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
