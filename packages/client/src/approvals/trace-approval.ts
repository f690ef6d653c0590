import { approvalChannel, type ApprovalDiagnostics } from "../diagnostics/channels.js";
import { trace, type Mutable } from "../diagnostics/trace.js";
import { textOf } from "../lib/guards.js";
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
  const members = typeof params === "object" && params !== null ? params : {};
  const { threadId, turnId, itemId } = members as Readonly<Record<string, unknown>>;
  return {
    method,
    id,
    threadId: textOf(threadId),
    turnId: textOf(turnId),
    itemId: textOf(itemId),
    decision: undefined,
  };
}

/** A decision is a name, or an object whose one member is named so; an elicitation has an `action` instead. */
function nameOf(result: unknown): string | undefined {
  if (typeof result !== "object" || result === null) return undefined;
  const { decision, action } = result as Readonly<Record<string, unknown>>;
  if (typeof decision === "object" && decision !== null) return Object.keys(decision)[0];
  return textOf(decision ?? action);
}
