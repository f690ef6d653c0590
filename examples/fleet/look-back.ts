// What became of the turn that an earlier attempt was about to start.
import { setTimeout as sleep } from "node:timers/promises";
import {
  isThreadNotFoundError,
  isVariant,
  type ApprovalMode,
  type Codex,
  type ThreadItem,
} from "@codex-typed/client";
import type { ThreadStatus, Turn } from "@codex-typed/client/types";
import type { Checkpoint } from "./job.js";
import type { Place } from "./place.js";
import { whyNot } from "./take-thread.js";

/** How often a turn that still runs is looked at. */
const LOOK_MS = 500;

/**
 * Finds the turn that began with a message, by the id that was made for it. The runtime keeps that id, but would take a second message with it
 * for another one.
 *
 * A turn that goes on, in a runtime that outlived the worker, is waited for. Where it waits for a decision it is interrupted: whoever was to
 * decide is gone, and nobody there means no.
 *
 * Then the thread is archived: no runtime takes a turn on an archived thread, so what is not found now never runs, also where the worker of
 * before was only held up. And none archives a thread that another one has loaded. A thread that the job was given is not archived, but has
 * been opened by now, which keeps all other runtimes out; it does not keep out a worker that dials the same one.
 *
 * @returns The turn as it ended; `undefined`: the message was never sent.
 * @throws NotNowError while another runtime holds the thread; SetAsideError where there is none.
 */
export async function lookBack(
  place: Place,
  { threadId, messageId }: Checkpoint,
  isGiven: boolean,
  signal: AbortSignal,
): Promise<Turn | undefined> {
  const { codex } = place;
  const read = async (): Promise<{ status: ThreadStatus; turn: Turn | undefined }> => {
    const { thread } = await codex.rpc.thread.read({ threadId, includeTurns: true }, { signal });
    const turn = thread.turns.find(({ items }) => items.some((item) => isMessage(item, messageId)));
    return { status: thread.status, turn };
  };
  try {
    for (;;) {
      const { status, turn } = await read();
      if (!isVariant(status, "active")) {
        if (isGiven) return turn;
        await archive(codex, threadId);
        return (await read()).turn;
      }
      if (turn?.status === "inProgress" && status.activeFlags.length > 0)
        await codex.rpc.turn.interrupt({ threadId, turnId: turn.id }, { signal });
      await sleep(LOOK_MS, undefined, { signal });
    }
  } catch (error) {
    throw whyNot(place, threadId, error);
  }
}

async function archive(codex: Codex<ApprovalMode>, threadId: string): Promise<void> {
  try {
    await codex.archiveThread(threadId);
  } catch (error) {
    // Of one that is archived the runtime says that there is none: so it is read next.
    if (!isThreadNotFoundError(error)) throw error;
  }
}

function isMessage(item: ThreadItem, messageId: string): boolean {
  return isVariant(item, "userMessage") && item.clientId === messageId;
}
