import type { ApprovalDecision, ApprovalRequest } from "./approval-request.js";

const named = new Set<unknown>(["accept", "acceptForSession", "decline", "cancel"]);
const amendments = ["acceptWithExecpolicyAmendment", "applyNetworkPolicyAmendment"];

/** Whether `value` is a decision that the protocol has for this request. Types are not trusted here. */
export function isDecisionFor(request: ApprovalRequest, value: unknown): value is ApprovalDecision {
  // A human must decide about each such command anew.
  if (request.kind === "command" && request.subject === "humanCommand") {
    return named.has(value) && value !== "acceptForSession";
  }
  if (named.has(value)) return true;
  if (request.kind !== "command" || typeof value !== "object" || value === null) return false;
  const [key, ...others] = Object.keys(value);
  return key !== undefined && others.length === 0 && amendments.includes(key);
}
