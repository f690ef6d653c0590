import { ApprovalModeError } from "./approval-mode-error.js";

/** The protocol's own approval fields, as the wire and as plain JavaScript might spell them. */
export const RAW_OPTIONS: readonly string[] = [
  "approvalPolicy",
  "approval_policy",
  "approvalsReviewer",
  "approvals_reviewer",
  "permissions",
];

/** Refuses an option that is a raw approval field, whatever the types said. */
export function refuseRawOption(operation: string, option: string): void {
  if (!RAW_OPTIONS.includes(option)) return;
  throw new ApprovalModeError(
    operation,
    option,
    `${option} is not an option here. Give approvalMode instead.`,
  );
}
