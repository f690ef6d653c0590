import type {
  ApprovalsReviewer,
  AskForApproval,
  SandboxPolicy,
  TurnStartParams,
} from "../generated/types.js";
import { modeOf, type ApprovalMode } from "../operation/approval-mode.js";

/**
 * What is in force on a thread, as the server last said.
 *
 * @example
 * ```ts
 * const { approvalMode, sandbox } = thread.settings;
 * console.log(approvalMode, sandbox.type);
 * ```
 */
export interface ThreadSettings {
  /** The approval mode that policy and reviewer amount to; `null` where they are none of the three. */
  readonly approvalMode: ApprovalMode | null;
  /** The runtime's policy: when it asks at all. */
  readonly approvalPolicy: AskForApproval;
  /** Whom the runtime asks. */
  readonly approvalsReviewer: ApprovalsReviewer;
  /** What commands may touch. */
  readonly sandbox: SandboxPolicy;
  readonly model: string;
  /** The working directory, absolute. */
  readonly cwd: string;
}

/** The fields by which the responses to start, resume and fork say what is in force. */
export type SettingsFields = Omit<ThreadSettings, "approvalMode">;

/** The settings that a response or a notification states. */
export function settingsFrom(fields: SettingsFields): ThreadSettings {
  const { approvalPolicy, approvalsReviewer, sandbox, model, cwd } = fields;
  return {
    approvalMode: modeOf(approvalPolicy, approvalsReviewer),
    approvalPolicy,
    approvalsReviewer,
    sandbox,
    model,
    cwd,
  };
}

/** `settings`, with what the params of an accepted `turn/start` put over them. */
export function withOverrides(settings: ThreadSettings, overrides: Partial<TurnStartParams>): ThreadSettings {
  return settingsFrom({
    approvalPolicy: overrides.approvalPolicy ?? settings.approvalPolicy,
    approvalsReviewer: overrides.approvalsReviewer ?? settings.approvalsReviewer,
    sandbox: overrides.sandboxPolicy ?? settings.sandbox,
    model: overrides.model ?? settings.model,
    cwd: overrides.cwd ?? settings.cwd,
  });
}
