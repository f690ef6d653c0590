import { ApprovalModeError } from "./approval-mode-error.js";

/** The protocol's own approval fields, as the wire and as plain JavaScript might spell them. */
export const RAW_OPTIONS: readonly string[] = [
  "approvalPolicy",
  "approval_policy",
  "approvalsReviewer",
  "approvals_reviewer",
  "permissions",
];

const rawSettings = new Set(["approval_policy", "approvals_reviewer"]);

/** Refuses an option that is a raw approval field, whatever the types said. */
export function refuseRawOption(operation: string, option: string): void {
  if (!RAW_OPTIONS.includes(option)) return;
  throw new ApprovalModeError(
    operation,
    option,
    `${option} is not an option here. Give approvalMode instead.`,
  );
}

/**
 * Refuses configuration overrides that set what `approvalMode` sets: at the top, in a profile, as a nested table or as
 * a dotted key, also into what the setting holds.
 */
export function refuseRawConfig(operation: string, config: unknown, path = "config"): void {
  if (typeof config !== "object" || config === null) return;
  for (const [key, value] of Object.entries(config)) {
    const setting = `${path}.${key}`;
    const segments = key.split(".").map((segment) => segment.replaceAll(/["'\s]/g, ""));
    if (segments.some((segment) => rawSettings.has(segment))) {
      throw new ApprovalModeError(
        operation,
        setting,
        `${setting} would override the approval mode. Give approvalMode instead.`,
      );
    }
    refuseRawConfig(operation, value, setting);
  }
}
