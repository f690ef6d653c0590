import { brandError, CodexError } from "../errors/codex-error.js";
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

/** How a request for an approval is declined that does not say what it asks for. */
const unreadable: { readonly [Method in keyof ServerRequests]?: ServerRequests[Method]["result"] } = {
  "item/commandExecution/requestApproval": { decision: "decline" },
  "item/fileChange/requestApproval": { decision: "decline" },
  "item/permissions/requestApproval": { permissions: {}, scope: "turn" },
  "item/tool/requestUserInput": { answers: {} },
  "mcpServer/elicitation/request": { action: "decline", content: null },
};

/** The refusal of a request that lacks what the protocol says it has. */
export function refusalOfUnreadable(method: string): unknown {
  return Object.hasOwn(unreadable, method) ? unreadable[method as keyof ServerRequests] : refusalOf(method);
}

/** A request of the server that this client has no answer to, and the protocol no refusal for. Only the server sees it. */
export class UnansweredRequestError extends CodexError {
  static {
    brandError(this, "UnansweredRequestError");
  }

  constructor(method: string) {
    super(`This client does not answer ${method}.`);
  }
}
