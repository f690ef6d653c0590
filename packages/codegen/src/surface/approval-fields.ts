/** Params fields that say who may approve what. They never reach the high-level API under their own names. */
const APPROVAL_FIELDS = ["approvalPolicy", "approvalsReviewer", "permissions"] as const;

/** Whether `field` is one of {@link APPROVAL_FIELDS}. */
export function isApprovalField(field: string): boolean {
  return (APPROVAL_FIELDS as readonly string[]).includes(field);
}
