// What became of the turn that an earlier attempt was about to start.
import { setTimeout as sleep } from "node:timers/promises";
import { isVariant, type ApprovalMode, type Codex, type ThreadItem } from "@codex-typed/client";
import type { Turn } from "@codex-typed/client/types";

/** How often a turn that still runs is looked at. */
const LOOK_MS = 1_000;

/**
 * Finds the turn that began with a message, by the id that was made for it. The runtime keeps that id, but would take a second message with it
 * for another one. The thread is opened before: of one that is loaded elsewhere the runtime says that its last turn was interrupted, while it runs.
 *
 * A turn that goes on, in a runtime that outlived the worker, is waited for. Where it waits for a decision it is interrupted: whoever was to
 * decide is gone, and nobody there means no.
 *
 * @returns The turn as it ended; `undefined`: the message was never sent.
 */
export async function lookBack(
  codex: Codex<ApprovalMode>,
  threadId: string,
  messageId: string,
  signal: AbortSignal,
): Promise<Turn | undefined> {
  for (;;) {
    const { thread } = await codex.rpc.thread.read({ threadId, includeTurns: true }, { signal });
    const turn = thread.turns.find(({ items }) => items.some((item) => isMessage(item, messageId)));
    if (!isVariant(thread.status, "active")) return turn;
    if (turn?.status === "inProgress" && thread.status.activeFlags.length > 0)
      await codex.rpc.turn.interrupt({ threadId, turnId: turn.id }, { signal });
    await sleep(LOOK_MS, undefined, { signal });
  }
}

function isMessage(item: ThreadItem, messageId: string): boolean {
  return isVariant(item, "userMessage") && item.clientId === messageId;
}

/** Whether a turn has done more than take in its message and think. Of one that was interrupted not all may be stored. */
export function hasActed({
  status,
  items,
}: Pick<Turn, "status"> & { readonly items: readonly ThreadItem[] }): boolean {
  return status !== "failed" || items.some(({ type }) => type !== "userMessage" && type !== "reasoning");
}
