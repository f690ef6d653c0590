// Carries out what a page sends as a decision: it may be anything, and it may come too late.
import { isApprovalDecision, isUsageError, type ApprovalInbox } from "@codex-typed/client";

/** What became of a decision. */
export type DecisionOutcome = "applied" | "tooLate" | "invalid";

export function decideIn(inbox: ApprovalInbox, approvalId: string, decision: unknown): DecisionOutcome {
  const entry = inbox.pending.find((each) => each.approvalId === approvalId);
  if (entry === undefined) return "tooLate";
  if (!isApprovalDecision(entry.request, decision)) return "invalid";
  try {
    // Of two windows the first decides.
    return inbox.decide(approvalId, decision) ? "applied" : "tooLate";
  } catch (error) {
    // It would hold for every later thread, and this client was connected without persistentGrants.
    if (isUsageError(error)) return "invalid";
    throw error;
  }
}
