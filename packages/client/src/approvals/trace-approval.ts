import { approvalChannel, type ApprovalDiagnostics } from "../diagnostics/channels.js";
import { trace, type Mutable } from "../diagnostics/trace.js";
import { isRecord, memberOf, textOf } from "../lib/guards.js";
import type { ServerRequest } from "../rpc/messages.js";

/** Answers a request of the server, and lets the diagnostics channel `codex.approval` know. */
export function traceApproval(request: ServerRequest, answer: () => Promise<unknown>): Promise<unknown> {
  const event = eventOf(request);
  return trace(
    approvalChannel,
    () => event,
    async () => {
      const result = await answer();
      event.decision = nameOf(result);
      return result;
    },
  );
}

/** What may be told: whose request it is, not what it asks for. */
function eventOf({ method, id, params }: ServerRequest): Mutable<ApprovalDiagnostics> {
  const member = (name: string): string | undefined => textOf(memberOf(params, name));
  return {
    method,
    id,
    threadId: member("threadId"),
    turnId: member("turnId"),
    itemId: member("itemId"),
    decision: undefined,
  };
}

/** A decision is a name, or an object whose one member is named so; an elicitation has an `action` instead. */
function nameOf(result: unknown): string | undefined {
  const decision = memberOf(result, "decision") ?? memberOf(result, "action");
  return isRecord(decision) ? Object.keys(decision)[0] : textOf(decision);
}
