import type { ServerRequests } from "../generated/methods.js";

/** What the server asks beside approvals, and that can be refused in the protocol's own words. */
type Refusable = "item/tool/call" | "applyPatchApproval" | "execCommandApproval";

/**
 * How each is refused. A JSON-RPC error would not do: the runtime takes it for a fault and marks the item as failed.
 */
const refusals: { readonly [Method in Refusable]: ServerRequests[Method]["result"] } = {
  "item/tool/call": {
    success: false,
    contentItems: [{ type: "inputText", text: "This client has no such tool." }],
  },
  applyPatchApproval: { decision: { denied: { rejection: "This client does not take legacy approvals." } } },
  execCommandApproval: { decision: { denied: { rejection: "This client does not take legacy approvals." } } },
};

/** The refusal of a request that asks for no approval, or `undefined` where the protocol has none. */
export function refusalOf(method: string): unknown {
  return Object.hasOwn(refusals, method) ? refusals[method as Refusable] : undefined;
}
