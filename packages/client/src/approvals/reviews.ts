import type {
  ItemGuardianApprovalReviewCompletedNotification,
  ItemGuardianApprovalReviewStartedNotification,
} from "../generated/types.js";
import type { ApprovalResolved } from "./approval-event.js";
import type { ApprovalTrail } from "./approval-trail.js";

interface Review {
  readonly facts: Pick<ApprovalResolved, "approvalId" | "threadId" | "turnId" | "itemId">;
  warning: string | null;
}

/** What the runtime's own reviewer is asked and decides, for the trail. */
export class Reviews {
  readonly #trail: ApprovalTrail;
  readonly #open = new Map<string, Review>();

  constructor(trail: ApprovalTrail) {
    this.#trail = trail;
  }

  started(params: ItemGuardianApprovalReviewStartedNotification): Review {
    const { reviewId, threadId, turnId, targetItemId = null, action } = params;
    const review: Review = {
      facts: { approvalId: reviewId, threadId, turnId, itemId: targetItemId },
      warning: null,
    };
    this.#open.set(reviewId, review);
    this.#trail.tell({ ...review.facts, type: "requested", of: "reviewer", action });
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
    this.#trail.tell({
      ...review.facts,
      type: "decided",
      by: "reviewer",
      allowed: status === "approved",
      decision: status,
      riskLevel,
      userAuthorization,
      rationale,
      warning: review.warning,
    });
    this.#end(review, "decided");
  }

  turnEnded(turnId: string): void {
    for (const review of this.#open.values())
      if (review.facts.turnId === turnId) this.#end(review, "withdrawn");
  }

  connectionEnded(): void {
    for (const review of this.#open.values()) this.#end(review, "connectionEnded");
  }

  #end(review: Review, how: ApprovalResolved["how"]): void {
    this.#open.delete(review.facts.approvalId);
    this.#trail.tell({ ...review.facts, type: "resolved", how });
  }
}
