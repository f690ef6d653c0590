import { posix, win32 } from "node:path";
import type { TurnStartParams } from "../generated/experimental/types.js";
import type { ApprovalsReviewer, AskForApproval, SandboxPolicy } from "../generated/types.js";
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
  /** What commands may touch. Of a permission profile it says only what a sandbox can: no rule that denies. */
  readonly sandbox: SandboxPolicy;
  /**
   * The permission profile in force, by its name; `null` where there is none, or where a sandbox was given since. The profile's rules
   * that deny hold under a sandbox that narrows it, and the server then names none.
   */
  readonly profile: string | null;
  /** The model, by its id. */
  readonly model: string;
  /** The working directory, absolute. */
  readonly cwd: string;
}

/** The fields by which the responses to start, resume and fork say what is in force. */
export type SettingsFields = Omit<ThreadSettings, "approvalMode" | "profile"> & {
  readonly activePermissionProfile?: { readonly id: string } | null | undefined;
};

/** The settings that a response or a notification states. */
export function settingsFrom(fields: SettingsFields): ThreadSettings {
  const { approvalPolicy, approvalsReviewer, sandbox, activePermissionProfile, model, cwd } = fields;
  return {
    approvalMode: modeOf(approvalPolicy, approvalsReviewer),
    approvalPolicy,
    approvalsReviewer,
    sandbox,
    profile: activePermissionProfile?.id ?? null,
    model,
    cwd,
  };
}

/** `settings`, with what the params of an accepted `turn/start` put over them. */
export function withOverrides(settings: ThreadSettings, overrides: Partial<TurnStartParams>): ThreadSettings {
  const profile = overrides.permissions ?? (overrides.sandboxPolicy == null ? settings.profile : null);
  return settingsFrom({
    approvalPolicy: overrides.approvalPolicy ?? settings.approvalPolicy,
    approvalsReviewer: overrides.approvalsReviewer ?? settings.approvalsReviewer,
    sandbox: overrides.sandboxPolicy == null ? settings.sandbox : spelledOut(overrides.sandboxPolicy),
    activePermissionProfile: profile === null ? null : { id: profile },
    model: overrides.model ?? settings.model,
    cwd: overrides.cwd == null ? settings.cwd : cwdFrom(settings.cwd, overrides.cwd),
  });
}

/** A folder as the runtime says it, which may run on another system than the client: on that of the folder before. */
export function cwdFrom(before: string, cwd: string): string {
  return (before.startsWith("/") ? posix : win32).resolve(before, cwd);
}
