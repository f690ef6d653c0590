import type { ServerNotification } from "../generated/types.js";
import type { CallOptions } from "../rpc/call-options.js";
import { isFullAccess } from "../settings/beyond-grants.js";
import { notInForce } from "./approval-mode-not-applied-error.js";
import { turnIdOf } from "./ids.js";
import { requireInForce } from "./in-force.js";
import type { Session } from "./session.js";
import type { ThreadHandle } from "./thread-handle.js";
import type { ThreadRecord } from "./thread-record.js";
import type { TurnRecord } from "./turn-record.js";

/**
 * Makes sure that a review may only do what a turn of the handle may. The runtime runs one under the thread's sandbox and the policy
 * `never`, whatever the thread's own: nobody is asked, and what would be asked about is refused. But with full access it runs the tools
 * of MCP servers instead, which a thread that asks would ask about.
 *
 * @throws ApprovalModeNotAppliedError where it could do more.
 */
export async function requireReviewable(handle: ThreadHandle, options: CallOptions): Promise<void> {
  const { desired, record, session } = handle;
  const confirmed = await requireInForce(handle, { ...desired, mode: undefined }, remedies, options);
  const { current } = record.settings;
  const mode = desired.mode ?? current.approvalMode;
  const policy = desired.sandbox?.policy ?? (confirmed ?? current).sandbox;
  if (mode === "deny_all" || !isFullAccess(policy)) return;
  const params = { threadId: record.id, limit: 1, detail: "toolsAndAuthOnly" } as const;
  const { data } = await session.call("mcpServerStatus/list", params, options);
  if (data.length === 0) return;
  throw notInForce(record.id, `approval mode ${mode ?? "as configured"} in a review`, current, {
    remedy:
      "With full access a review runs the tools of MCP servers without asking. Run a turn with a narrower sandbox first, or " +
      "review from a thread without MCP servers.",
  });
}

const remedies = {
  shared:
    "Other clients of this server may change that, and a review takes nothing along: review from a handle that asks for no sandbox.",
  otherwise: "A turn of this handle brings it: run one before the review.",
};

/** Sends the request that starts a review. Its answer names the turn, which may be told of before it. */
export async function sendReview(
  session: Session,
  record: ThreadRecord,
  turn: TurnRecord,
  params: object,
  limits: CallOptions & { readonly cancelIfUnsent: AbortSignal },
): Promise<void> {
  const early: ServerNotification[] = [];
  const listener = { receive: (event: ServerNotification) => void early.push(event), lose: () => undefined };
  record.awaited.add(listener);
  try {
    await session.call("review/start", params, {
      ...limits,
      onResult: ({ turn: { id } }) => {
        record.awaited.delete(listener);
        turn.startReview(id);
        session.answering.turnNamed();
        record.activity.turnStarted(id);
        for (const event of early) if (turnIdOf(event.params) !== undefined) turn.receive(event);
        if (turn.hasEnded) record.activity.turnEnded(id);
        if (record.subscription.name !== "subscribed") void session.takeUpTurn(record, turn);
      },
    });
  } finally {
    record.awaited.delete(listener);
  }
}
