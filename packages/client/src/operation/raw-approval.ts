import { ApprovalModeError } from "./approval-mode-error.js";

/** The protocol's own approval fields, as the wire and as plain JavaScript might spell them. */
const rawOptions = new Set([
  "approvalPolicy",
  "approval_policy",
  "approvalsReviewer",
  "approvals_reviewer",
  "permissions",
]);

const rawSettings = new Set(["approval_policy", "approvals_reviewer"]);

/** Refuses an option that is a raw approval field, whatever the types said. */
export function refuseRawOption(operation: string, option: string): void {
  if (!rawOptions.has(option)) return;
  throw new ApprovalModeError(
    operation,
    option,
    `${option} is not an option here. Give approvalMode instead.`,
  );
}

/**
 * Refuses configuration overrides that set what `approvalMode` sets: at the top, in a profile, as a nested table or as
 * a dotted key.
 */
export function refuseRawConfig(operation: string, config: unknown, path = "config"): void {
  if (typeof config !== "object" || config === null || Array.isArray(config)) return;
  for (const [key, value] of Object.entries(config)) {
    const setting = `${path}.${key}`;
    const last =
      key
        .split(".")
        .at(-1)
        ?.replaceAll(/["'\s]/g, "") ?? "";
    if (rawSettings.has(last)) {
      throw new ApprovalModeError(
        operation,
        setting,
        `${setting} would override the approval mode. Give approvalMode instead.`,
      );
    }
    refuseRawConfig(operation, value, setting);
  }
}
