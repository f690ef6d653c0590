import type {
  ItemGuardianApprovalReviewCompletedNotification,
  ItemGuardianApprovalReviewStartedNotification,
} from "../generated/types.js";
import type { ApprovalResolved } from "./event.js";
import type { ApprovalLog } from "./log.js";

interface Review {
  readonly facts: Pick<ApprovalResolved, "approvalId" | "threadId" | "turnId" | "itemId">;
  warning: string | null;
}

/** What the runtime's own reviewer is asked and decides, for the log. */
export class Reviews {
  readonly #log: ApprovalLog;
  readonly #open = new Map<string, Review>();

  constructor(log: ApprovalLog) {
    this.#log = log;
  }

  started(params: ItemGuardianApprovalReviewStartedNotification): Review {
    const { reviewId, threadId, turnId, targetItemId = null, action } = params;
    const review: Review = {
      facts: { approvalId: reviewId, threadId, turnId, itemId: targetItemId },
      warning: null,
    };
    this.#open.set(reviewId, review);
    this.#log.append({ ...review.facts, type: "requested", of: "reviewer", action });
    return review;
  }

  /** A warning names its thread only, so it can be given to a review where one runs there. */
  warned(threadId: string, message: string): void {
    const [review, ...others] = [...this.#open.values()].filter(({ facts }) => facts.threadId === threadId);
    if (review !== undefined && others.length === 0) review.warning = message;
  }

  completed(params: ItemGuardianApprovalReviewCompletedNotification): void {
    const { status, riskLevel = null, userAuthorization = null, rationale = null } = params.review;
    const known = this.#open.get(params.reviewId);
    if (status === "aborted" || status === "inProgress") {
      if (known !== undefined) this.#end(known, "withdrawn");
      return;
    }
    const review = known ?? this.started(params);
    this.#log.append({
      ...review.facts,
      type: "decided",
      by: "reviewer",
      allowed: status === "approved",
      decision: status,
      riskLevel,
      userAuthorization,
      rationale,
      warning: review.warning,
      ...(status === "denied" && riskLevel === null && userAuthorization === null
        ? { failure: failureOf(rationale) }
        : {}),
    });
    this.#end(review, "decided");
  }

  /** Nothing more will be told of the reviews that `concerns` picks. */
  end(concerns: (facts: Review["facts"]) => boolean, how: ApprovalResolved["how"]): void {
    for (const review of this.#open.values()) if (concerns(review.facts)) this.#end(review, how);
  }

  #end(review: Review, how: ApprovalResolved["how"]): void {
    this.#open.delete(review.facts.approvalId);
    this.#log.append({ ...review.facts, type: "resolved", how });
  }
}

/** The runtime denies what it could not have reviewed, with its reason in place of a rationale and without a risk. */
function failureOf(reason: string | null): string {
  return (
    `The reviewer of auto_review came to no verdict${reason === null ? "" : `: ${reason}`}. Choose a model provider that answers for it, ` +
    "the mode ask with an onApproval handler, or deny_all."
  );
}
