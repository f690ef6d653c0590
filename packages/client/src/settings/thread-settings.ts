import { posix, win32 } from "node:path";
import type {
  ApprovalsReviewer,
  AskForApproval,
  SandboxPolicy,
  TurnStartParams,
} from "../generated/types.js";
import { spelledOut } from "./sandbox-policy.js";
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
    sandbox: overrides.sandboxPolicy == null ? settings.sandbox : spelledOut(overrides.sandboxPolicy),
    model: overrides.model ?? settings.model,
    cwd: overrides.cwd == null ? settings.cwd : cwdFrom(settings.cwd, overrides.cwd),
  });
}

/** The runtime takes a relative directory as seen from the one before. It may run on another system than the client. */
export function cwdFrom(before: string, cwd: string): string {
  return (before.startsWith("/") ? posix : win32).resolve(before, cwd);
}
