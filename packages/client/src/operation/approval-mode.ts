/**
 * Who decides when the agent wants to do what its sandbox forbids.
 *
 * - `auto_review`: the runtime's own reviewer.
 * - `deny_all`: nobody; every such wish is refused.
 * - `ask`: the `onApproval` handler that the client was connected with.
 *
 * @example
 * ```ts
 * const thread = await codex.startThread({ approvalMode: ApprovalMode.deny_all });
 * ```
 */
export const ApprovalMode = Object.freeze({
  auto_review: "auto_review",
  deny_all: "deny_all",
  ask: "ask",
});

/**
 * One of the three approval modes, see the constant of the same name.
 *
 * @example
 * ```ts
 * const mode: ApprovalMode = process.argv.includes("--ask") ? "ask" : "deny_all";
 * ```
 */
export type ApprovalMode = keyof typeof ApprovalMode;

/**
 * The modes that need no `onApproval` handler.
 *
 * @example
 * ```ts
 * const mode: UnattendedMode = "deny_all";
 * ```
 */
export type UnattendedMode = Exclude<ApprovalMode, "ask">;

/** The protocol fields that carry a mode on the wire. */
export interface ApprovalRouting {
  readonly approvalPolicy: "on-request" | "never";
  readonly approvalsReviewer?: "auto_review" | "user";
}

const routing: Readonly<Record<ApprovalMode, ApprovalRouting>> = {
  auto_review: { approvalPolicy: "on-request", approvalsReviewer: "auto_review" },
  deny_all: { approvalPolicy: "never" },
  ask: { approvalPolicy: "on-request", approvalsReviewer: "user" },
};

/** What is sent for `mode`. */
export function routingOf(mode: ApprovalMode): ApprovalRouting {
  return routing[mode];
}

/** Whether `value` is one of the three modes; names that every object inherits are not. */
export function isApprovalMode(value: unknown): value is ApprovalMode {
  return typeof value === "string" && Object.hasOwn(ApprovalMode, value);
}

/** The mode that a policy and a reviewer of the server amount to, or `null` where it is none of the three. */
export function modeOf(policy: unknown, reviewer: unknown): ApprovalMode | null {
  if (policy === "never") return "deny_all";
  if (policy !== "on-request") return null;
  if (reviewer === "user") return "ask";
  // The runtime takes its older name for the reviewer too.
  return reviewer === "auto_review" || reviewer === "guardian_subagent" ? "auto_review" : null;
}
