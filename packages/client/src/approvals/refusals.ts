import type { ServerRequests } from "../generated/methods.js";

/** The server requests that a client can refuse in the protocol's own words. The others have no such form. */
type Refusable = Exclude<keyof ServerRequests, "account/chatgptAuthTokens/refresh" | "attestation/generate">;

/**
 * How each is refused. A JSON-RPC error would not do: the runtime takes it for a fault and marks the item as failed.
 */
const refusals: { readonly [Method in Refusable]: ServerRequests[Method]["result"] } = {
  "item/commandExecution/requestApproval": { decision: "decline" },
  "item/fileChange/requestApproval": { decision: "decline" },
  "item/permissions/requestApproval": { permissions: {}, scope: "turn" },
  "mcpServer/elicitation/request": { action: "decline", content: null },
  "item/tool/requestUserInput": { answers: {} },
  "item/tool/call": {
    success: false,
    contentItems: [{ type: "inputText", text: "This client has no such tool." }],
  },
  applyPatchApproval: { decision: { denied: { rejection: "This client does not take legacy approvals." } } },
  execCommandApproval: { decision: { denied: { rejection: "This client does not take legacy approvals." } } },
};

/** The refusal of a server request, or `undefined` where the protocol has none. */
export function refusalOf(method: string): unknown {
  return Object.hasOwn(refusals, method) ? refusals[method as Refusable] : undefined;
}
