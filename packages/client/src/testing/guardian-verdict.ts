import { message } from "./output-replies.js";
import type { OutputReply } from "./plain-reply.js";
import type { TokenUsage } from "./token-usage.js";

/**
 * What the reviewer of `auto_review` says about one escalation.
 *
 * @example
 * ```ts
 * const verdict: GuardianVerdict = { outcome: "deny", rationale: "Too risky", riskLevel: "high" };
 * ```
 */
export interface GuardianVerdict {
  /** Whether the action may go on. */
  readonly outcome: "allow" | "deny";
  /** Told to the agent, and shown in `item/autoApprovalReview/completed`. */
  readonly rationale?: string;
  /** How risky the guardian finds it. Default: what the runtime takes for the outcome. */
  readonly riskLevel?: "low" | "medium" | "high" | "critical";
  /** How far the guardian finds that the user wanted it. Default: what the runtime takes for the outcome. */
  readonly userAuthorization?: "unknown" | "low" | "medium" | "high";
  /** The tokens that it says it used. Default: 10 read, 5 written, of which none came from a cache and none was only thought. */
  readonly usage?: Partial<TokenUsage>;
}

/**
 * The reply of the runtime's reviewer, for `model.guardian`.
 *
 * @example
 * ```ts
 * model.guardian.enqueue(guardianVerdict({ outcome: "allow", rationale: "The user asked for it" }));
 * ```
 */
export function guardianVerdict(verdict: GuardianVerdict): OutputReply {
  // JSON.stringify drops what was not given; the runtime fills it in by the outcome.
  return message(
    JSON.stringify({
      outcome: verdict.outcome,
      risk_level: verdict.riskLevel,
      user_authorization: verdict.userAuthorization,
      rationale: verdict.rationale,
    }),
    verdict.usage === undefined ? {} : { usage: verdict.usage },
  );
}
