import type { ExperimentalClientRequests } from "../generated/experimental/methods.js";
import { ApprovalMode, modeOf, routingOf } from "../operation/approval-mode.js";
import { isSandbox, modeOfSandbox, SANDBOXES, type Sandbox } from "../operation/sandbox.js";
import { profileOf } from "./sandbox-policy.js";

/** What administrators require, by files, a device manager or a cloud; the runtime joins them. Absent where they require nothing. */
export type Requirements = NonNullable<
  ExperimentalClientRequests["configRequirements/read"]["result"]["requirements"]
>;

/** The approval modes that a thread may have. The runtime refuses the others, or puts what is required in their place. */
export function admittedModes(requirements: Requirements): readonly ApprovalMode[] {
  const { allowedApprovalPolicies: policies, allowedApprovalsReviewers: reviewers } = requirements;
  return Object.values(ApprovalMode).filter((mode) => {
    const { approvalPolicy, approvalsReviewer } = routingOf(mode);
    return (
      (policies == null || policies.includes(approvalPolicy)) &&
      (approvalsReviewer === undefined ||
        reviewers == null ||
        reviewers.some((reviewer) => modeOf(approvalPolicy, reviewer) === mode))
    );
  });
}

/** The sandboxes that a thread may have. */
export function admittedSandboxes(requirements: Requirements): readonly Sandbox[] {
  const { allowedSandboxModes: modes, allowedPermissionProfiles: profiles } = requirements;
  return SANDBOXES.filter(isSandbox).filter(
    (sandbox) =>
      (modes == null || modes.includes(modeOfSandbox(sandbox))) &&
      (profiles == null || profiles[profileOf[sandbox]] === true),
  );
}
