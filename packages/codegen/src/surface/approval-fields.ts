/** Params fields that say who may approve what. They never reach the high-level API under their own names. */
const APPROVAL_FIELDS = ["approvalPolicy", "approvalsReviewer", "permissions"] as const;

const SPELLINGS: ReadonlySet<string> = new Set(APPROVAL_FIELDS.map(spelling));

/** Whether `field` is one of {@link APPROVAL_FIELDS}, however it is spelled: the schema does not spell all fields as the wire does. */
export function isApprovalField(field: string): boolean {
  return SPELLINGS.has(spelling(field));
}

function spelling(field: string): string {
  return field.replaceAll(/[^\p{L}\p{N}]/gu, "").toLowerCase();
}
